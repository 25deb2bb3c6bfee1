package io.mirrorlog.agent;

import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.config.DirectSettings;
import io.mirrorlog.agent.config.FormatSettings;
import io.mirrorlog.agent.delivery.DirectLane;
import io.mirrorlog.agent.delivery.DirectWriting;
import io.mirrorlog.agent.delivery.Lane;
import io.mirrorlog.agent.delivery.Rendering;
import io.mirrorlog.agent.delivery.RetryPolicy;
import io.mirrorlog.agent.delivery.TellingWitness;
import io.mirrorlog.agent.delivery.TokenBucket;
import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.metrics.Timers;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.Later;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.schedule.CallThreads;
import io.mirrorlog.agent.schedule.DirectThreads;
import io.mirrorlog.agent.schedule.LaneSchedule;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that run, each with its connector and its lane, and the exchange of those that change.
 *
 * <p>Of one connection two lanes never run: the next one begins when the last delivery of the one before is settled and
 * its connector closed. All that stop have stopped before the first one starts, as two may exchange their files. Safe for
 * many threads; {@link #close} does not wait for a change that is under way.
 */
final class Connections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    /** How it differs from what ran: the names of connections. */
    record Change(Set<String> added, Set<String> removed, Set<String> changed) {

        static Change between(Map<String, ConnectionSettings> before, Map<String, ConnectionSettings> after) {
            Set<String> added = new TreeSet<>(after.keySet());
            added.removeAll(before.keySet());
            Set<String> removed = new TreeSet<>(before.keySet());
            removed.removeAll(after.keySet());
            Set<String> changed = new TreeSet<>(after.keySet());
            changed.retainAll(before.keySet());
            changed.removeIf(name -> Objects.equals(after.get(name), before.get(name)));
            return new Change(added, removed, changed);
        }

        boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
        }

        /** A part of a sentence. */
        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            tell(parts, "added", added);
            tell(parts, "removed", removed);
            tell(parts, "changed", changed);
            return parts.isEmpty() ? "no connection has changed" : String.join("; ", parts);
        }

        private static void tell(List<String> parts, String what, Set<String> names) {
            if (!names.isEmpty()) {
                parts.add(what + " " + String.join(", ", names));
            }
        }
    }

    private record Running(ConnectionSettings settings, List<Connector> connectors, TellingWitness witness) {}

    /** Those who are told how deliveries go. */
    record Hearers(Timers timers, OwnEvents own, Later later) {}

    private final EventQueue queue;
    private final Hearers hearers;
    private final InstantSource clock;
    private final DoubleSupplier chance;
    private final Duration patience;
    private final LaneSchedule lanes;
    private final CallThreads callThreads = new CallThreads();
    private final DirectThreads directThreads = new DirectThreads();
    private final DirectWriting direct;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    /** Those that run although they should not any more, as their deliveries do not end. */
    private final Set<String> hanging = new HashSet<>();

    private volatile Map<String, ConnectionSettings> wanted;

    /**
     * @param schedule the small file that holds the times of the lanes
     * @param patience how long a delivery may take when its connection is changed or removed, before it is interrupted
     * @throws QueueException when they cannot be made known to the queue
     */
    Connections(
            Map<String, ConnectionSettings> wanted,
            EventQueue queue,
            Path schedule,
            Hearers hearers,
            InstantSource clock,
            DoubleSupplier chance,
            Duration patience) {
        this.queue = queue;
        this.hearers = hearers;
        this.clock = clock;
        this.chance = chance;
        this.patience = patience;
        this.direct = new DirectWriting(clock, hearers.timers());
        queue.configure(starts(wanted));
        hearers.timers().show(wanted.keySet());
        this.wanted = wanted;
        this.lanes = new LaneSchedule(
                schedule, wanted.values().stream().map(this::open).toList(), clock);
    }

    /** The schedule of their lanes. */
    LaneSchedule lanes() {
        return lanes;
    }

    /** What is written to some of them directly. */
    DirectWriting direct() {
        return direct;
    }

    /** The connector of each that is configured, by its name. */
    Map<String, String> connectors() {
        Map<String, String> connectors = new LinkedHashMap<>();
        wanted.forEach((name, settings) -> connectors.put(name, settings.type().name()));
        return connectors;
    }

    /** Whether events may go there without encryption, since an admin says so. */
    boolean isPlaintext(String name) {
        ConnectionSettings settings = wanted.get(name);
        return settings != null && settings.isPlaintext();
    }

    /** Makes of an event what that connection may see of it. */
    UnaryOperator<Event> redaction(String name) {
        return ConnectionSettings.redactionOf(name, wanted);
    }

    /** For how long events may wait for each that is configured, by its name. */
    Map<String, Duration> patience() {
        Map<String, Duration> patience = new LinkedHashMap<>();
        wanted.forEach((name, settings) -> patience.put(name, settings.retry().giveUpAfter()));
        return patience;
    }

    /**
     * Adds, removes and exchanges connections until they are as wanted; the others are not touched. One whose delivery
     * does not end is left to {@link #complete}.
     *
     * @throws QueueException when new ones cannot be made known to the queue; nothing has changed then
     * @throws InterruptedException when the agent stops
     */
    synchronized Change change(Map<String, ConnectionSettings> next) throws InterruptedException {
        Change change = Change.between(wanted, next);
        if (!change.isEmpty()) {
            queue.configure(starts(next));
            hearers.timers().show(change.added());
            wanted = Collections.unmodifiableMap(new LinkedHashMap<>(next));
            bring(patience);
            change.removed().forEach(hearers.timers()::hide);
        }
        return change;
    }

    /** Goes on with what a change has left, if there is anything. */
    synchronized void complete() throws InterruptedException {
        if (!hanging.isEmpty()) {
            bring(Duration.ZERO);
        }
    }

    private void bring(Duration waiting) throws InterruptedException {
        stop(waiting);
        for (ConnectionSettings settings : wanted.values()) {
            if (!running.containsKey(settings.name())) {
                lanes.add(open(settings));
            }
        }
    }

    private void stop(Duration waiting) throws InterruptedException {
        Set<String> outdated = new TreeSet<>();
        running.forEach((name, present) -> {
            if (!present.settings().equals(wanted.get(name))) {
                outdated.add(name);
            }
        });
        outdated.forEach(direct::remove);
        Set<String> ended = lanes.remove(outdated, waiting);
        for (String name : ended) {
            close(name, running.remove(name));
            if (hanging.remove(name)) {
                LOG.info("{}: its delivery has ended, and it is as the configuration says", name);
            }
        }
        outdated.removeAll(ended);
        for (String name : outdated) {
            if (hanging.add(name)) {
                LOG.error(
                        "{}: its delivery does not end, so what the configuration says of it waits for that, or for a"
                                + " restart; no other connection waits",
                        name);
            }
        }
    }

    private static void close(String name, @Nullable Running ended) {
        if (ended != null) {
            ended.witness().end(name);
            ended.connectors().forEach(connector -> close(name, connector));
        }
    }

    private static void close(String name, Connector connector) {
        try {
            connector.close();
        } catch (IOException e) {
            LOG.warn("{}: its connector did not close cleanly: {}", name, e.getMessage());
        }
    }

    private Lane open(ConnectionSettings settings) {
        List<Connector> connectors = Stream.generate(() -> connector(settings))
                .limit(settings.pace().parallel())
                .toList();
        var witness = new TellingWitness(new LoggingWitness(), hearers.own(), queue, clock, hearers.later());
        running.put(settings.name(), new Running(settings, connectors, witness));
        var conduct = new Lane.Conduct(
                rendering(settings),
                settings.limits(),
                new RetryPolicy(settings.retry().first(), settings.retry().max()),
                witness,
                hearers.timers(),
                new TokenBucket(settings.limits().pace(), clock));
        if (settings.direct() != null) {
            DirectLane direct = writeDirectly(settings, settings.direct(), conduct);
            connectors = connectors.stream().map(direct::heeding).toList();
        }
        return new Lane(settings.name(), queue, connectors, callThreads.threads(), conduct, clock, chance);
    }

    private Connector connector(ConnectionSettings settings) {
        Surroundings surroundings = surroundings(settings, clock);
        return new OpenedLater(() -> settings.open(surroundings));
    }

    /** What a connection's connector may use. */
    static Surroundings surroundings(ConnectionSettings settings, InstantSource clock) {
        Format json = Formats.json();
        return new Surroundings(
                settings.name(),
                settings.timezone(),
                clock,
                sentence -> LoggingWitness.notice(settings.name(), sentence),
                settings.network(),
                (to, entry) -> json.append(to, entry.event(), entry.identifier(), Math.max(0, entry.sequence())));
    }

    /** By a connector of its own: the lane's is for one call at a time. */
    private DirectLane writeDirectly(ConnectionSettings settings, DirectSettings how, Lane.Conduct conduct) {
        Connector connector = connector(settings);
        var lane = new DirectLane(
                settings.name(),
                queue,
                connector,
                () -> close(settings.name(), connector),
                new DirectLane.Conduct(
                        conduct.rendering(),
                        conduct.limits(),
                        conduct.retries(),
                        how.timeout(),
                        how.onFailure() == DirectSettings.OnFailure.REJECT,
                        conduct.bucket()),
                new DirectLane.Means(directThreads.threads(), directThreads, clock, chance, conduct.witness()));
        direct.add(lane);
        Gap gap = queue.gap(settings.name());
        if (gap != null) {
            conduct.witness().gap(settings.name(), gap); // what is written directly hides it from the lane
        }
        return lane;
    }

    /** How a connection's events are written. */
    static Rendering rendering(ConnectionSettings settings) {
        Format format = format(settings);
        Predicate<Event> unwanted = settings.filter().negate();
        Predicate<Event> passedOver = settings.agentEvents() ? unwanted : unwanted.or(OwnEvent::is);
        return new Rendering(settings.identifier(), passedOver, settings.redaction(), format::append);
    }

    private static Format format(ConnectionSettings settings) {
        if (settings.format() instanceof FormatSettings.Template own) {
            return Formats.template(own.template(), settings.timezone());
        }
        String name = ((FormatSettings.Named) settings.format()).name().toLowerCase(Locale.ROOT);
        return Formats.named(name, settings.timezone());
    }

    private static Map<String, Start> starts(Map<String, ConnectionSettings> connections) {
        Map<String, Start> starts = new LinkedHashMap<>();
        connections.forEach((name, settings) -> starts.put(name, settings.start()));
        return starts;
    }

    /** Lets deliveries that run come to their end, for a few seconds, and lets go of what the connectors hold. */
    @Override
    public void close() {
        direct.close();
        lanes.close();
        callThreads.close();
        directThreads.close();
        running.forEach(Connections::close);
    }
}
