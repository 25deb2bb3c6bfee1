package io.mirrorlog.agent;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.HttpSettings;
import io.mirrorlog.agent.config.MaintenanceSettings;
import io.mirrorlog.agent.config.QueueSettings;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.index.IndexedQueue;
import io.mirrorlog.agent.index.SqliteIndex;
import io.mirrorlog.agent.intake.LogEventsIntake;
import io.mirrorlog.agent.intake.RefusedEvents;
import io.mirrorlog.agent.intake.RefusedPruning;
import io.mirrorlog.agent.metrics.Timers;
import io.mirrorlog.agent.poll.Pollers;
import io.mirrorlog.agent.queue.Announcer;
import io.mirrorlog.agent.queue.Checkpoint;
import io.mirrorlog.agent.queue.GivingBack;
import io.mirrorlog.agent.queue.Optimise;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Retention;
import io.mirrorlog.agent.queue.sqlite.Durability;
import io.mirrorlog.agent.queue.sqlite.FreeSpace;
import io.mirrorlog.agent.queue.sqlite.QueueOptions;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import io.mirrorlog.agent.read.ConfigurationStanding;
import io.mirrorlog.agent.read.LiveTail;
import io.mirrorlog.agent.schedule.Chore;
import io.mirrorlog.agent.schedule.ChoreLog;
import io.mirrorlog.agent.schedule.Chores;
import io.mirrorlog.agent.web.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running agent: puts the parts together in order, and stops them in the reverse order.
 *
 * <p>The only place that knows the real time and real chance.
 */
public final class Agent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    /** So that what the agent tells of its start stands before what it takes afterwards, unless the queue is stuck. */
    private static final Duration FIRST_WORDS_MAX = Duration.ofSeconds(2);

    /** A call to a remote destination may take 10 s, and should end by itself: what is broken off is sent again. */
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(15);

    /** What it was started with. */
    private final Configuration configuration;

    private final InstantSource clock = InstantSource.system();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private volatile @Nullable Connections connections;
    private volatile @Nullable AgentEvents events;
    private volatile ConfigurationStanding standing;

    private Agent(Configuration configuration) {
        this.configuration = configuration;
        this.standing = new ConfigurationStanding(clock.instant(), List.of(), null);
    }

    /**
     * Starts an agent that takes events when this returns.
     *
     * @throws StartException when it cannot start, saying why in words for the admin
     */
    public static Agent start(Configuration configuration) throws StartException {
        var agent = new Agent(configuration);
        try {
            agent.open();
            return agent;
        } catch (DataFolder.TakenException | IOException | RuntimeException e) {
            agent.close();
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (LinkageError e) {
            // Parts that run already would keep the process alive, half started.
            agent.close();
            throw new StartException("this Java lacks something or cannot load it: " + e, e);
        }
    }

    /** Where it can be reached. */
    public String address() {
        for (AutoCloseable part : parts) {
            if (part instanceof HttpServer server) {
                HttpSettings http = configuration.intake().http();
                String host = http.listen().host();
                return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
            }
        }
        throw new IllegalStateException("the agent is not open");
    }

    /**
     * Takes the connections of a new configuration: added, removed and changed ones; all others go on undisturbed. Its
     * other options hold from the next start on.
     *
     * @throws QueueException when it cannot be taken; the old one stays in force
     * @throws InterruptedException when the agent stops
     */
    public void reload(Configuration next) throws InterruptedException {
        Instant read = clock.instant();
        Connections.Change change = opened().change(next.connections());
        List<String> awaiting = configuration.differencesOutsideConnections(next);
        standing = new ConfigurationStanding(read, awaiting, null);
        LOG.info("The configuration was read again: {}", change);
        told().reloaded(change.toString(), awaiting);
        if (!awaiting.isEmpty()) {
            LOG.warn(
                    "Of the new configuration {} waits for a restart; all else is in force",
                    String.join(", ", awaiting));
        }
    }

    /** Notes that a new configuration cannot be used: the old one stays in force. */
    public void refuse(String why) {
        LOG.error("The new configuration is refused, the old one stays in force:\n{}", why);
        standing = standing.refusing(why);
        told().refused(String.valueOf(standing.refused()));
    }

    /**
     * Takes up what a reload has left because a delivery did not end.
     *
     * @throws InterruptedException when the agent stops
     */
    public void complete() throws InterruptedException {
        opened().complete();
    }

    private Connections opened() {
        Connections opened = connections;
        if (opened == null) {
            throw new IllegalStateException("the agent is not open");
        }
        return opened;
    }

    private AgentEvents told() {
        AgentEvents present = events;
        if (present == null) {
            throw new IllegalStateException("the agent is not open");
        }
        return present;
    }

    private void open() throws IOException, DataFolder.TakenException {
        Instant begun = clock.instant();
        DataFolder folder = keep(DataFolder.take(configuration.dataDir()));
        SqliteQueue queue = keep(SqliteQueue.open(
                queueOptions(configuration.queue(), folder.path()), clock, FreeSpace.of(folder.path())));
        var background = keep(new Background());
        var own = keep(new Announcer(queue, configuration.site(), new OwnIds(clock), clock, background));
        var tells = new AgentEvents(own, clock);
        tells.hear(queue);
        var timers = new Timers();
        queue.onCommitted(timers::committed);
        Connections opened = keep(new Connections(
                configuration.connections(),
                queue,
                folder.resolve("schedule.db"),
                new Connections.Hearers(timers, own, background),
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                LONGEST_DELIVERY));
        connections = opened;
        tells.started(configuration, queue, begun);
        own.settle(FIRST_WORDS_MAX);
        events = tells;
        opened.lanes().start();
        var index = keep(new SqliteIndex(folder.resolve("index.db"), IndexedQueue.of(queue)));
        index.start();
        var tail = new LiveTail(queue, Formats.json(), clock);
        // not before: a lane must not run before its rest is known
        queue.onAppended(() -> {
            opened.lanes().wakeAll();
            index.wake();
            tail.wake();
        });
        opened.lanes().wakeAll();
        keep(new EndOfPatience(queue, opened::patience, clock)).start();
        var refusals = keep(new RefusedEvents(folder.resolve("refused"), clock));
        var chores = keep(new Chores(
                chores(queue, refusals),
                configuration.maintenance().timezone(),
                ChoreLog.open(folder.resolve("schedule.db")),
                clock));
        Pollers pollers = keep(pollers(queue, refusals, own, folder));
        var running = new Endpoints.Running(
                queue, refusals, opened, timers, chores, own, index, tail, pollers, () -> standing);
        keep(new Endpoints(configuration, running, clock, this::keep).server()).start();
        keep(tail).start(); // stopped before the server, which would wait for its readers
        pollers.start();
    }

    private List<Chore> chores(SqliteQueue queue, RefusedEvents refusals) {
        MaintenanceSettings when = configuration.maintenance();
        return List.of(
                new Chore(
                        "retention",
                        when.retention(),
                        new Retention(queue, configuration.queue().retention(), clock)),
                new Chore("checkpoint", when.checkpoint(), new Checkpoint(queue)),
                new Chore("optimise", when.optimise(), new Optimise(queue)),
                new Chore("space", when.space(), new GivingBack(queue)),
                new Chore("refused", when.refused(), new RefusedPruning(refusals, when.keepRefused(), clock)));
    }

    private Pollers pollers(SqliteQueue queue, RefusedEvents refusals, OwnEvents own, DataFolder folder) {
        var intake = new LogEventsIntake(queue, refusals, configuration.site(), clock);
        var means = new Pollers.Means(
                folder.resolve("mediawiki"),
                intake::take,
                Version.current(),
                clock,
                () -> ThreadLocalRandom.current().nextDouble());
        return new Pollers(configuration.intake().mediawiki(), means, own);
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    static QueueOptions queueOptions(QueueSettings settings, Path folder) {
        QueueOptions usual = QueueOptions.in(folder);
        return new QueueOptions(
                folder,
                settings.durability() == io.mirrorlog.agent.config.Durability.FULL
                        ? Durability.FULL
                        : Durability.NORMAL,
                settings.maxSize().bytes(),
                settings.minFreeDisk().bytes(),
                settings.dedupe(),
                usual.rememberedMax(),
                usual.tailBytes(),
                usual.pendingBytes());
    }

    /** Stops taking events, lets deliveries that run come to their end, and lets go of everything; in under 10 s. */
    @Override
    public void close() {
        AgentEvents tells = events;
        if (tells != null) {
            events = null;
            tells.stopping();
        }
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.error("The agent did not stop cleanly; nothing that was accepted is lost", e);
            }
        }
    }

    /** Why the agent could not start. */
    public static final class StartException extends Exception {

        private static final long serialVersionUID = 1L;

        StartException(String message) {
            super(message);
        }

        StartException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
