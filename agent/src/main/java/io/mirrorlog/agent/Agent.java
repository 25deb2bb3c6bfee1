package io.mirrorlog.agent;

import io.mirrorlog.agent.admin.AdminActs;
import io.mirrorlog.agent.admin.ConnectionChanges;
import io.mirrorlog.agent.admin.ConnectionTests;
import io.mirrorlog.agent.admin.DeadLetterChanges;
import io.mirrorlog.agent.admin.ReplayChanges;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.HttpSettings;
import io.mirrorlog.agent.config.MaintenanceSettings;
import io.mirrorlog.agent.config.QueueSettings;
import io.mirrorlog.agent.config.SchemasSettings;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.index.SqliteIndex;
import io.mirrorlog.agent.intake.BeaconEndpoint;
import io.mirrorlog.agent.intake.EventGate;
import io.mirrorlog.agent.intake.EventsEndpoint;
import io.mirrorlog.agent.intake.LogEventsIntake;
import io.mirrorlog.agent.intake.RefusedEvents;
import io.mirrorlog.agent.intake.RefusedPruning;
import io.mirrorlog.agent.mediawiki.ApiDoor;
import io.mirrorlog.agent.mediawiki.MediaWikiApi;
import io.mirrorlog.agent.metrics.Metrics;
import io.mirrorlog.agent.metrics.Timers;
import io.mirrorlog.agent.metrics.WikiMetrics;
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
import io.mirrorlog.agent.read.AdminGuard;
import io.mirrorlog.agent.read.ConfigurationStanding;
import io.mirrorlog.agent.read.DeadLetters;
import io.mirrorlog.agent.read.EventFilter;
import io.mirrorlog.agent.read.Health;
import io.mirrorlog.agent.read.KnownConnections;
import io.mirrorlog.agent.read.LaneSigns;
import io.mirrorlog.agent.read.LiveTail;
import io.mirrorlog.agent.read.LogEvents;
import io.mirrorlog.agent.read.Readings;
import io.mirrorlog.agent.read.Status;
import io.mirrorlog.agent.read.WikiStatus;
import io.mirrorlog.agent.schedule.Chore;
import io.mirrorlog.agent.schedule.ChoreLog;
import io.mirrorlog.agent.schedule.Chores;
import io.mirrorlog.agent.schedule.LaneSchedule;
import io.mirrorlog.agent.schema.InvalidEvents;
import io.mirrorlog.agent.schema.Schemas;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.ValidationCounts;
import io.mirrorlog.agent.web.BodyLimits;
import io.mirrorlog.agent.web.BrowserGuard;
import io.mirrorlog.agent.web.HttpServer;
import io.mirrorlog.agent.web.Routes;
import io.mirrorlog.agent.web.TrustedProxies;
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

    /** Requests in flight may hold a quarter of the heap together, whatever the largest body is. */
    private static final int HEAP_SHARE = 4;

    private static final int HTTP_CONNECTIONS = 1_000;

    /** A commit that takes longer is no progress. Shorter than the patience of those who usually ask. */
    private static final Duration TRIAL_MAX = Duration.ofSeconds(2);

    /** So that what the agent tells of its start stands before what it takes afterwards, unless the queue is stuck. */
    private static final Duration FIRST_WORDS_MAX = Duration.ofSeconds(2);

    /** A call to a remote destination may take 10 s, and should end by itself: what is broken off is sent again. */
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(15);

    /** What it was started with. */
    private final Configuration configuration;

    private final InstantSource clock = InstantSource.system();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ValidationCounts validations = new ValidationCounts();
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
        var index = keep(new SqliteIndex(folder.resolve("index.db"), queue::readForward, queue::status));
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
        keep(server(queue, refusals, opened, timers, chores, own, index, tail, pollers))
                .start();
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

    /** Nothing of the validator is loaded where no schemas are configured. */
    private SchemaCheck schemas(OwnEvents own) {
        SchemasSettings settings = configuration.schemas();
        if (settings.isIdle()) {
            return SchemaCheck.NONE;
        }
        var invalid = new InvalidEvents(own, clock);
        return keep(
                Schemas.open(settings.repositories(), configuration.dataDir().resolve("schemas"), clock, judged -> {
                    validations.add(judged);
                    invalid.tell(judged);
                }));
    }

    private HttpServer server(
            SqliteQueue queue,
            RefusedEvents refusals,
            Connections opened,
            Timers timers,
            Chores chores,
            OwnEvents own,
            SqliteIndex index,
            LiveTail tail,
            Pollers pollers) {
        HttpSettings http = configuration.intake().http();
        boolean loopback = http.listen().isLoopback();
        LaneSchedule lanes = opened.lanes();
        var acts = new AdminActs(own, http.adminToken() != null);
        var signs = new LaneSigns(lanes::nextTry, lanes::fault, opened::isPlaintext);
        var adminGuard = new AdminGuard(http.adminToken(), loopback);
        Readings readings = keep(new Readings(adminGuard));
        Readings logReadings = keep(new Readings(adminGuard)); // of their own, as they may take long
        var guard = new BrowserGuard(http.cors(), http.listen().host(), loopback);
        Streams streams =
                configuration.streams().compiled(configuration.schemas().validation());
        EventsEndpoint taking = taking(queue, refusals, opened, streams, schemas(own));
        var beacon = new BeaconEndpoint(taking, guard);
        var sources = new Status.Sources(
                Version.current(),
                () -> standing,
                opened::connectors,
                signs,
                new Status.Unkept(refusals::counts, streams::sampledOut),
                chores::standings,
                index::standing);
        var health = new Health(queue::trial, lanes::standstill, TRIAL_MAX, clock);
        var deadLetters = new DeadLetterChanges(queue, lanes::wakeAll, acts);
        queue.filters(only -> EventFilter.of(only, clock.instant()));
        var tests = new ConnectionTests(queue, lanes::probe, configuration.site(), clock);
        var replays = new ReplayChanges(queue, lanes::wakeAll, acts, clock);
        var changes = new ConnectionChanges(queue, lanes::runs, lanes::rouse, acts, clock);
        var routes = new Routes()
                .add("GET", "/healthz", health.liveness())
                .add("GET", "/readyz", health.readiness())
                .addForPages("POST", "/v1/events", taking)
                .addForPages("GET", "/beacon/event", beacon)
                .addForPages("POST", "/beacon/event", beacon)
                .add("GET", "/v1/dead", readings.of(new DeadLetters(queue, clock, opened::redaction)))
                .add("POST", "/v1/dead/retry", readings.of(deadLetters.retry()))
                .add("POST", "/v1/dead/drop", readings.of(deadLetters.drop()))
                .add(
                        "GET",
                        "/v1/connections",
                        readings.of(new KnownConnections(queue, opened::connectors, signs, clock)))
                .add("POST", "/v1/connections/*/pause", readings.of(changes.pause()))
                .add("POST", "/v1/connections/*/resume", readings.of(changes.resume()))
                .add("POST", "/v1/connections/*/retry", readings.of(changes.retry()))
                .add("POST", "/v1/connections/*/test", readings.later(tests.test()))
                .add("POST", "/v1/connections/*/replay", readings.of(replays.replay()))
                .add("POST", "/v1/connections/*/replay/cancel", readings.of(replays.cancel()))
                .add("POST", "/v1/connections/*/rename", readings.of(changes.rename()))
                .add("POST", "/v1/connections/*/forget", readings.of(changes.forget()))
                .add(
                        "GET",
                        "/metrics",
                        readings.of(new Metrics(
                                        queue,
                                        index::standing,
                                        () -> opened.connectors().keySet(),
                                        signs,
                                        timers,
                                        validations,
                                        streams::sampledOut,
                                        clock)
                                .and(new WikiMetrics(pollers::standings, clock))))
                .add(
                        "GET",
                        "/v1/status",
                        readings.of(new Status(queue, sources, clock, new WikiStatus(pollers::standings))))
                .add("GET", "/v1/logevents", logReadings.of(new LogEvents(index, Formats.json(), clock)))
                .add("GET", "/v1/tail", logReadings.of(tail));
        var wiki = new ApiDoor(
                logReadings.of(new MediaWikiApi(index, Version.current(), http.adminToken() != null, clock)));
        for (String path : List.of("/api.php", "/*/api.php")) {
            routes.add("GET", path, wiki).add("POST", path, wiki);
        }
        long body = http.maxBody().bytes();
        long inFlight = Math.max(2 * body, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        return new HttpServer(
                http.listen().host(),
                http.listen().port(),
                routes,
                guard,
                new BodyLimits(body, inFlight, HTTP_CONNECTIONS));
    }

    private EventsEndpoint taking(
            SqliteQueue queue, RefusedEvents refusals, Connections opened, Streams streams, SchemaCheck schemas) {
        HttpSettings http = configuration.intake().http();
        var proxies = new TrustedProxies(http.trustedProxies());
        var gate = new EventGate(streams, schemas, http.places(), http.openStreams(), proxies);
        return new EventsEndpoint(queue, refusals, http.tokens(), configuration.site(), clock, opened.direct(), gate);
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
