package io.mirrorlog.agent.queue;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.connector.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A queue that keeps everything in memory, one sequence at a time, as plainly as the contract can be told. */
public final class MemoryQueue implements EventQueue {

    private static final int PURGE_STEP = 4_000;

    /** @param letter the dead letter that is offered again, if it is one */
    private record Again(
            Instant due,
            int attempts,
            Instant since,
            @Nullable DeadLetter letter) {}

    private static final class Connection {
        private long position;
        private @Nullable String bookmark;
        private long delivered;
        private long refused;
        private long retried;
        private Standing.@Nullable Trouble trouble;
        private Standing.@Nullable Pause pause;
        private @Nullable Instant since;
        /** Settled behind the position, while something before it still waits. */
        private final NavigableSet<Long> ahead = new TreeSet<>();

        private final NavigableMap<Long, Again> again = new TreeMap<>();
        private final NavigableMap<Long, DeadLetter> dead = new TreeMap<>();
        private final NavigableMap<Long, Range> released = new TreeMap<>();
        private @Nullable Replay replay;
        private boolean replayBegun;
    }

    /** What was given up: those at its front are next. */
    private static final class Range {
        private final List<QueuedEvent> left;
        private final Released begin;
        private boolean offered;
        private boolean begun;

        Range(List<QueuedEvent> events, Released begin) {
            this.left = new ArrayList<>(events);
            this.begin = begin;
        }

        Released told(String connection) {
            return new Released(
                    connection,
                    begin.first(),
                    begin.last(),
                    begin.events(),
                    left.size(),
                    begin.since(),
                    begin.until(),
                    begin.at(),
                    begin.reason(),
                    begin.file(),
                    offered,
                    null);
        }
    }

    /** What would be on disk. */
    private static final class Kept {
        private final NavigableMap<Long, QueuedEvent> events = new TreeMap<>();
        private final Map<String, Connection> connections = new TreeMap<>();
        private final Map<Fingerprint, Instant> remembered = new HashMap<>();
        private final Map<String, QueueStatus.Site> sites = new HashMap<>();
        private long last;
        private long purged;
    }

    private final InstantSource clock;
    private final Duration dedupe;
    private final Kept kept;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Set<String> configured;
    private Function<Map<String, String>, Predicate<Event>> filters = Replay.Wish::unread;
    private boolean closed;

    public MemoryQueue(InstantSource clock) {
        this(clock, Duration.ofHours(24));
    }

    public MemoryQueue(InstantSource clock, Duration dedupe) {
        this(clock, dedupe, new Kept());
    }

    private MemoryQueue(InstantSource clock, Duration dedupe, Kept kept) {
        this.clock = clock;
        this.dedupe = dedupe;
        this.kept = kept;
    }

    /** Another queue over what this one kept, as after a restart. */
    public MemoryQueue reopened() {
        return new MemoryQueue(clock, dedupe, kept);
    }

    @Override
    public Incoming incoming(int bytes) {
        var arrivals = new ArrayList<Arrival>();
        return new Incoming() {
            @Override
            public void add(Arrival arrival) {
                arrivals.add(arrival);
            }

            @Override
            public boolean isEmpty() {
                return arrivals.isEmpty();
            }

            @Override
            public CompletableFuture<List<Receipt>> append(List<DirectSettlement> settlements) {
                return store(arrivals, settlements);
            }

            @Override
            public CompletableFuture<List<Receipt.Fate>> fates() {
                return look(arrivals);
            }

            @Override
            public Event event(int index, Receipt.Fate fate) {
                Event event = arrivals.get(index).event();
                return fate == Receipt.Fate.ID_REUSED ? marked(event) : event;
            }
        };
    }

    private synchronized CompletableFuture<List<Receipt.Fate>> look(List<Arrival> arrivals) {
        if (closed) {
            return CompletableFuture.failedFuture(new QueueException("the queue is closed"));
        }
        forget();
        var known = new HashSet<>(kept.remembered.keySet());
        var fates = new ArrayList<Receipt.Fate>();
        for (Arrival arrival : arrivals) {
            fates.add(fate(arrival.fingerprint(), known));
            if (arrival.fingerprint() != null) {
                known.add(arrival.fingerprint());
            }
        }
        return CompletableFuture.completedFuture(fates);
    }

    private static Receipt.Fate fate(@Nullable Fingerprint fingerprint, Set<Fingerprint> known) {
        if (fingerprint == null) {
            return Receipt.Fate.STORED;
        }
        if (known.contains(fingerprint)) {
            return Receipt.Fate.DUPLICATE;
        }
        return known.stream().anyMatch(other -> other.name() == fingerprint.name())
                ? Receipt.Fate.ID_REUSED
                : Receipt.Fate.STORED;
    }

    private void forget() {
        Instant cutoff = clock.instant().minus(dedupe).truncatedTo(ChronoUnit.SECONDS);
        kept.remembered.values().removeIf(arrived -> arrived.isBefore(cutoff));
    }

    private CompletableFuture<List<Receipt>> store(List<Arrival> arrivals, List<DirectSettlement> settlements) {
        List<Receipt> receipts;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new QueueException("the queue is closed"));
            }
            forget();
            receipts = arrivals.stream().map(this::store).toList();
            settlements.forEach(settlement -> settle(settlement, receipts));
        }
        if (receipts.stream().anyMatch(receipt -> receipt.sequence() > 0)) {
            listeners.forEach(Runnable::run);
        }
        return CompletableFuture.completedFuture(receipts);
    }

    private Receipt store(Arrival arrival) {
        Fingerprint fingerprint = arrival.fingerprint();
        Receipt.Fate fate = fate(fingerprint, kept.remembered.keySet());
        if (fate == Receipt.Fate.DUPLICATE) {
            return new Receipt(0, fate);
        }
        if (fingerprint != null) {
            kept.remembered.put(fingerprint, now());
        }
        return new Receipt(add(fate == Receipt.Fate.ID_REUSED ? marked(arrival.event()) : arrival.event()), fate);
    }

    private static Event marked(Event event) {
        String before = event.marks().substring(0, event.marks().length() - 1);
        return event.marked(before + (before.length() > 1 ? "," : "") + "\"id_reused\":true}");
    }

    private void settle(DirectSettlement settlement, List<Receipt> receipts) {
        Connection connection = kept.connections.get(settlement.connection());
        if (connection == null) {
            return;
        }
        for (int i = 0; i < receipts.size(); i++) {
            long sequence = receipts.get(i).sequence();
            String reason = settlement.refused().get(i);
            if (sequence == 0 || (reason == null && !settlement.delivered().contains(i))) {
                continue;
            }
            if (reason == null) {
                connection.delivered++;
            } else {
                connection.refused++;
                QueuedEvent event = Objects.requireNonNull(kept.events.get(sequence));
                connection.dead.put(sequence, new DeadLetter(settlement.connection(), event, reason, 1, now(), now()));
            }
            connection.ahead.add(sequence);
            if (connection.trouble != null) {
                connection.trouble = null;
                connection.since = now();
            }
            swallow(connection);
        }
    }

    /** Moves the position over what is settled there already. */
    private void swallow(Connection connection) {
        connection.ahead.headSet(connection.position, true).clear();
        while (!connection.ahead.isEmpty()
                && kept.events
                        .subMap(connection.position, false, connection.ahead.first(), false)
                        .isEmpty()) {
            connection.position = Objects.requireNonNull(connection.ahead.pollFirst());
        }
    }

    private List<Long> live(Connection connection, long after) {
        return kept.events.tailMap(Math.max(after, connection.position), false).keySet().stream()
                .filter(sequence -> !connection.ahead.contains(sequence))
                .toList();
    }

    private long add(Event event) {
        int bytes = EventJson.write(event).getBytes(StandardCharsets.UTF_8).length;
        kept.events.put(++kept.last, new QueuedEvent(kept.last, now(), bytes, event));
        kept.sites.merge(
                event.site(),
                new QueueStatus.Site(1, now()),
                (old, one) -> new QueueStatus.Site(old.events() + 1, one.lastSeen()));
        return kept.last;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void onAppended(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void configure(Map<String, Start> connections) {
        requireOpen();
        connections.forEach((name, start) -> kept.connections.computeIfAbsent(name, unknown -> begun(start)));
        configured = Set.copyOf(connections.keySet());
    }

    private Connection begun(Start start) {
        var connection = new Connection();
        connection.since = now();
        connection.position = kept.last;
        if (start instanceof Start.Earliest && !kept.events.isEmpty()) {
            connection.position = kept.events.firstKey() - 1;
        }
        if (start instanceof Start.At at) {
            connection.position = kept.events.values().stream()
                    .filter(event -> !event.arrived().isBefore(at.time()))
                    .mapToLong(event -> event.sequence() - 1)
                    .findFirst()
                    .orElse(kept.last);
        }
        return connection;
    }

    @Override
    public synchronized Batch unsettled(String name, int events, long bytes, Instant now) {
        requireOpen();
        Connection connection = connection(name);
        List<Long> due = connection.again.entrySet().stream()
                .filter(again -> !again.getValue().due().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        List<Long> live = live(connection, 0);
        if (!due.isEmpty()) {
            List<QueuedEvent> taken = taken(connection, due, events, bytes);
            return new Batch(Batch.Source.AGAIN, taken, taken.size() < due.size() || !live.isEmpty());
        }
        List<QueuedEvent> taken = taken(connection, inARow(connection, live), events, bytes);
        return new Batch(Batch.Source.LIVE, taken, taken.size() < live.size());
    }

    /** Up to the first that is settled already. */
    private static List<Long> inARow(Connection connection, List<Long> live) {
        Long next = live.isEmpty() ? null : connection.ahead.higher(live.get(0));
        return next == null
                ? live
                : live.stream().filter(sequence -> sequence < next).toList();
    }

    private List<QueuedEvent> taken(Connection connection, List<Long> sequences, int events, long bytes) {
        var taken = new ArrayList<QueuedEvent>();
        long room = bytes;
        for (long sequence : sequences) {
            Again again = connection.again.get(sequence);
            QueuedEvent event = again != null && again.letter() != null
                    ? again.letter().queued()
                    : Objects.requireNonNull(kept.events.get(sequence));
            room -= event.bytes();
            if (taken.size() == events || (room < 0 && !taken.isEmpty())) {
                break;
            }
            taken.add(event);
        }
        return taken;
    }

    @Override
    public synchronized Batch behind(String name, Batch batch, int events, long bytes) {
        requireOpen();
        Connection connection = connection(name);
        long last = batch.events().get(batch.events().size() - 1).sequence();
        List<Long> live = live(connection, last);
        List<QueuedEvent> taken = taken(connection, inARow(connection, live), events, bytes);
        return new Batch(Batch.Source.LIVE, taken, taken.size() < live.size());
    }

    @Override
    public CompletableFuture<Void> settling(Settlement settlement) {
        try {
            record(settlement);
            return CompletableFuture.completedFuture(null);
        } catch (QueueException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void record(Settlement settlement) {
        requireOpen();
        Connection connection = connection(settlement.connection());
        boolean ahead = settlement.batch().source() == Batch.Source.AHEAD;
        boolean live = settlement.batch().source() == Batch.Source.LIVE || ahead;
        boolean late = settlement.batch().source() == Batch.Source.RELEASED;
        if (settlement.batch().source() == Batch.Source.REPLAY) {
            recordReplay(settlement, connection);
            return;
        }
        Standing.Trouble trouble = connection.trouble;
        Again fresh = trouble == null
                ? new Again(settlement.againDue(), 1, now(), null)
                : new Again(
                        settlement.againDue(),
                        trouble.failures() + 1,
                        trouble.since().truncatedTo(ChronoUnit.MICROS),
                        null);
        boolean moved = settlement.batch().isEmpty();
        for (QueuedEvent event : settlement.batch().events()) {
            Again before = connection.again.get(event.sequence());
            if (live && event.sequence() > connection.position) {
                if (ahead && connection.ahead.contains(event.sequence())) {
                    continue;
                }
                if (ahead) {
                    connection.ahead.add(event.sequence());
                } else {
                    connection.position = event.sequence();
                }
                settle(settlement, connection, event, fresh);
                moved = true;
            } else if (live || late) {
                moved |= settledOfRange(settlement, connection, event, fresh);
            } else if (before != null) {
                connection.again.remove(event.sequence());
                settle(
                        settlement,
                        connection,
                        event,
                        new Again(settlement.againDue(), before.attempts() + 1, before.since(), before.letter()));
                moved = true;
            }
        }
        if (live && moved && !settlement.batch().isEmpty()) {
            swallow(connection);
        }
        connection.bookmark = moved && settlement.bookmark() != null ? settlement.bookmark() : connection.bookmark;
        if (settlement.endsTrouble() && connection.trouble != null) {
            connection.trouble = null;
            connection.since = now();
        }
    }

    private void recordReplay(Settlement settlement, Connection connection) {
        connection.trouble = null;
        Replay replay = connection.replay;
        if (replay == null || replay.state() != Replay.State.RUNNING) {
            connection.bookmark = settlement.bookmark() != null ? settlement.bookmark() : connection.bookmark;
            return;
        }
        long through = settlement.batch().through();
        if (!connection.replayBegun || through <= replay.position()) {
            return;
        }
        long before = connection.delivered;
        for (QueuedEvent event : settlement.batch().events()) {
            var copy = new DeadLetter(settlement.connection(), event, "", 0, now(), now());
            settle(settlement, connection, event, new Again(settlement.againDue(), 1, now(), copy));
        }
        connection.bookmark = settlement.bookmark() != null ? settlement.bookmark() : connection.bookmark;
        connection.replayBegun = false;
        connection.replay = moved(replay, through, connection.delivered - before, 0);
    }

    private Replay moved(Replay replay, long through, long sent, long missing) {
        boolean done = through >= replay.last();
        return new Replay(
                replay.connection(),
                replay.wish(),
                done ? Replay.State.DONE : Replay.State.RUNNING,
                replay.first(),
                replay.last(),
                through,
                replay.sent() + sent,
                replay.missing() + missing,
                replay.at(),
                done ? now() : null);
    }

    private boolean settledOfRange(Settlement settlement, Connection connection, QueuedEvent event, Again again) {
        Map.Entry<Long, Range> entry = connection.released.floorEntry(event.sequence());
        if (entry == null
                || entry.getValue().left.isEmpty()
                || entry.getValue().left.get(0).sequence() != event.sequence()) {
            return false;
        }
        Range range = entry.getValue();
        range.begun = false;
        QueuedEvent kept = range.left.remove(0);
        if (range.left.isEmpty()) {
            connection.released.remove(entry.getKey());
        }
        DeadLetter copy = new DeadLetter(settlement.connection(), kept, "", 0, now(), now());
        settle(settlement, connection, kept, new Again(settlement.againDue(), again.attempts(), again.since(), copy));
        return true;
    }

    private void settle(Settlement settlement, Connection connection, QueuedEvent event, Again again) {
        String reason = settlement.refused().get(event.sequence());
        if (reason != null) {
            connection.refused++;
            connection.dead.put(
                    event.sequence(),
                    new DeadLetter(settlement.connection(), event, reason, again.attempts(), again.since(), now()));
        } else if (settlement.again().contains(event.sequence())) {
            connection.again.put(event.sequence(), again);
        } else if (!settlement.passedOver().contains(event.sequence())) {
            connection.delivered++;
        }
    }

    @Override
    public synchronized void trouble(String name, Standing.Trouble trouble) {
        requireOpen();
        Connection connection = connection(name);
        if (connection.trouble == null || connection.trouble.kind() != trouble.kind()) {
            connection.since = now();
        }
        connection.trouble = trouble;
        connection.released.values().forEach(range -> range.begun = false);
        connection.replayBegun = false;
        connection.retried++;
    }

    @Override
    public synchronized void pause(String name, String reason) {
        requireOpen();
        Connection connection = connection(name);
        Instant since = connection.pause == null ? now() : connection.pause.since();
        connection.pause = new Standing.Pause(since, reason);
    }

    @Override
    public synchronized void resume(String name) {
        requireOpen();
        Connection connection = connection(name);
        if (connection.pause != null && connection.trouble == null) {
            connection.since = now();
        }
        connection.pause = null;
    }

    @Override
    public synchronized boolean isPaused(String name) {
        return connection(name).pause != null;
    }

    @Override
    public synchronized Standing standing(String name) {
        requireOpen();
        Connection connection = connection(name);
        List<Long> waiting = live(connection, 0);
        return new Standing(
                connection.position,
                connection.bookmark,
                waiting.size(),
                waiting.isEmpty()
                        ? null
                        : Objects.requireNonNull(kept.events.get(waiting.get(0)))
                                .arrived(),
                connection.delivered,
                connection.refused,
                connection.retried,
                connection.dead.size(),
                connection.trouble,
                connection.pause,
                connection.since);
    }

    @Override
    public synchronized @Nullable Gap gap(String name) {
        requireOpen();
        long first = connection(name).position + 1;
        long missing = LongStream.rangeClosed(first, kept.purged)
                .filter(sequence -> !kept.events.containsKey(sequence))
                .count();
        return missing == 0 ? null : new Gap(first, kept.purged, missing);
    }

    @Override
    public synchronized List<QueuedEvent> readForward(long after, int events) {
        requireOpen();
        return kept.events.tailMap(after, false).values().stream().limit(events).toList();
    }

    @Override
    public synchronized List<QueuedEvent> readBackward(long before, int events) {
        requireOpen();
        return kept.events.headMap(before, false).descendingMap().values().stream()
                .limit(events)
                .toList();
    }

    @Override
    public synchronized QueueStatus status() {
        requireOpen();
        return new QueueStatus(
                kept.events.size(),
                kept.events.values().stream().mapToLong(QueuedEvent::bytes).sum(),
                kept.events.isEmpty()
                        ? null
                        : kept.events.firstEntry().getValue().arrived(),
                kept.last,
                kept.sites,
                null);
    }

    @Override
    public synchronized @Nullable Instant nextDue(String name) {
        return connection(name).again.values().stream()
                .map(Again::due)
                .min(Instant::compareTo)
                .orElse(null);
    }

    @Override
    public synchronized int purge(Instant arrivedBefore) {
        requireOpen();
        Set<String> holding = configured != null ? configured : kept.connections.keySet();
        long settled = holding.stream()
                .mapToLong(name -> connection(name).position)
                .min()
                .orElse(kept.last);
        var held = new HashSet<Long>();
        kept.connections
                .values()
                .forEach(connection -> connection.again.forEach((sequence, again) -> {
                    if (again.letter() == null) {
                        held.add(sequence);
                    }
                }));
        for (Connection connection : kept.connections.values()) {
            Replay replay = connection.replay;
            if (replay != null && replay.state() == Replay.State.RUNNING) {
                held.addAll(kept.events
                        .subMap(replay.position(), false, replay.last(), true)
                        .keySet());
            }
        }
        List<Long> gone = kept.events.headMap(settled, true).values().stream()
                .filter(event -> event.arrived().isBefore(arrivedBefore) && !held.contains(event.sequence()))
                .limit(PURGE_STEP)
                .map(QueuedEvent::sequence)
                .toList();
        kept.events.keySet().removeAll(Set.copyOf(gone));
        gone.forEach(sequence -> kept.purged = Math.max(kept.purged, sequence));
        return gone.size();
    }

    @Override
    public synchronized List<DeadLetter> deadLetters(String name, long after, int atMost) {
        requireOpen();
        return connection(name).dead.tailMap(after, false).values().stream()
                .limit(atMost)
                .toList();
    }

    @Override
    public synchronized Set<Long> retryDead(String name, Set<Long> sequences) {
        requireOpen();
        Connection connection = connection(name);
        var found = new TreeSet<Long>();
        for (long sequence : sequences) {
            DeadLetter letter = connection.dead.remove(sequence);
            if (letter != null) {
                found.add(sequence);
                connection.again.put(sequence, new Again(now(), letter.attempts(), letter.first(), letter));
            }
        }
        return found;
    }

    @Override
    public synchronized Set<Long> dropDead(String name, Set<Long> sequences) {
        requireOpen();
        Connection connection = connection(name);
        var found = new TreeSet<>(sequences);
        found.retainAll(connection.dead.keySet());
        connection.dead.keySet().removeAll(found);
        return found;
    }

    @Override
    public synchronized @Nullable Released giveUp(String name, Instant arrivedBefore, String reason) {
        requireOpen();
        Connection connection = connection(name);
        List<QueuedEvent> waiting = kept.events.tailMap(connection.position, false).values().stream()
                .filter(event -> !connection.ahead.contains(event.sequence()))
                .takeWhile(event -> event.arrived().isBefore(arrivedBefore))
                .toList();
        if (waiting.isEmpty()) {
            return null;
        }
        QueuedEvent first = waiting.get(0);
        QueuedEvent last = waiting.get(waiting.size() - 1);
        String file = name + "-" + first.sequence() + "-" + last.sequence() + ".ndjson.gz";
        var begin = new Released(
                name,
                first.sequence(),
                last.sequence(),
                waiting.size(),
                waiting.size(),
                first.arrived(),
                last.arrived(),
                now(),
                reason,
                file,
                false,
                null);
        connection.released.put(first.sequence(), new Range(waiting, begin));
        connection.position = last.sequence();
        swallow(connection);
        return begin;
    }

    @Override
    public synchronized List<Released> released(String name, long after, int atMost) {
        requireOpen();
        return connection(name).released.tailMap(after, false).values().stream()
                .limit(atMost)
                .map(range -> range.told(name))
                .toList();
    }

    @Override
    public synchronized long givenUp(String name) {
        return connection(name).released.values().stream()
                .mapToLong(range -> range.left.size())
                .sum();
    }

    @Override
    public synchronized Set<Long> retryReleased(String name, Set<Long> firsts) {
        requireOpen();
        var found = new TreeSet<>(firsts);
        found.retainAll(connection(name).released.keySet());
        found.forEach(first -> Objects.requireNonNull(connection(name).released.get(first)).offered = true);
        return found;
    }

    @Override
    public synchronized Set<Long> dropReleased(String name, Set<Long> firsts) {
        requireOpen();
        var found = new TreeSet<>(firsts);
        found.retainAll(connection(name).released.keySet());
        connection(name).released.keySet().removeAll(found);
        return found;
    }

    @Override
    public @Nullable String problemOf(String name, long first) {
        return null;
    }

    @Override
    public synchronized Batch late(String name, int events, long bytes) {
        requireOpen();
        for (Range range : connection(name).released.values()) {
            if (range.offered) {
                range.begun = true;
                return new Batch(
                        Batch.Source.RELEASED, range.left.stream().limit(events).toList(), true);
            }
        }
        Batch replay = nextOfReplay(connection(name), events);
        return replay != null ? replay : new Batch(Batch.Source.RELEASED, List.of(), false);
    }

    private @Nullable Batch nextOfReplay(Connection connection, int events) {
        Replay replay = connection.replay;
        if (replay == null || replay.state() != Replay.State.RUNNING) {
            return null;
        }
        List<QueuedEvent> page = kept.events.subMap(replay.position(), false, replay.last(), true).values().stream()
                .limit(events)
                .toList();
        long through =
                page.isEmpty() ? replay.last() : page.get(page.size() - 1).sequence();
        long missing = through - replay.position() - page.size();
        List<QueuedEvent> fitting = page.stream()
                .filter(event -> fits(replay.wish(), event))
                .map(MemoryQueue::marked)
                .toList();
        if (fitting.isEmpty()) {
            connection.replay = moved(replay, through, 0, missing);
            return new Batch(Batch.Source.REPLAY, List.of(), true);
        }
        connection.replayBegun = true;
        connection.replay = moved(replay, page.get(0).sequence() - 1, 0, missing);
        return new Batch(Batch.Source.REPLAY, fitting, true, through);
    }

    private boolean fits(Replay.Wish wish, QueuedEvent event) {
        return wish.fits(event.arrived()) && filters.apply(wish.only()).test(event.event());
    }

    private static QueuedEvent marked(QueuedEvent queued) {
        return new QueuedEvent(
                queued.sequence(),
                queued.arrived(),
                queued.bytes(),
                queued.event().marked("{\"replayed\":true}"));
    }

    @Override
    public void filters(Function<Map<String, String>, Predicate<Event>> reader) {
        filters = reader;
    }

    @Override
    public synchronized Replay replay(String name, Replay.Wish wish) {
        requireOpen();
        List<Long> wanted = wanted(name, wish);
        Connection connection = connection(name);
        Replay running = connection.replay;
        if (running != null && running.state() == Replay.State.RUNNING) {
            throw ConnectionConflictException.replaying(running);
        }
        long first = wanted.get(0);
        var replay = new Replay(
                name, wish, Replay.State.RUNNING, first, wanted.get(wanted.size() - 1), first - 1, 0, 0, now(), null);
        connection.replay = replay;
        return replay;
    }

    /** By time alone. */
    private List<Long> wanted(String name, Replay.Wish wish) {
        Predicate<Event> unused = filters.apply(wish.only());
        Connection connection = connection(name);
        Instant since = wish.since();
        if (!kept.events.isEmpty() && since != null && kept.events.firstKey() > 1) {
            QueuedEvent oldest = kept.events.firstEntry().getValue();
            if (since.isBefore(oldest.arrived())) {
                throw ConnectionConflictException.notRetained(name, oldest.sequence(), oldest.arrived());
            }
        }
        List<Long> wanted = kept.events.headMap(connection.position, true).values().stream()
                .filter(event -> wish.fits(event.arrived()))
                .map(QueuedEvent::sequence)
                .toList();
        if (wanted.isEmpty()) {
            throw ConnectionConflictException.nothingToReplay(name);
        }
        return wanted;
    }

    @Override
    public synchronized Replay.Count countReplay(String name, Replay.Wish wish, long after) {
        requireOpen();
        long count = wanted(name, wish).stream()
                .filter(sequence -> fits(wish, Objects.requireNonNull(kept.events.get(sequence))))
                .count();
        return new Replay.Count(count, 0);
    }

    @Override
    public synchronized @Nullable Replay replayOf(String name) {
        requireOpen();
        return connection(name).replay;
    }

    @Override
    public synchronized boolean cancelReplay(String name) {
        requireOpen();
        Connection connection = connection(name);
        Replay replay = connection.replay;
        if (replay == null || replay.state() != Replay.State.RUNNING) {
            return false;
        }
        connection.replayBegun = false;
        connection.replay = new Replay(
                name,
                replay.wish(),
                Replay.State.CANCELLED,
                replay.first(),
                replay.last(),
                replay.position(),
                replay.sent(),
                replay.missing(),
                replay.at(),
                now());
        return true;
    }

    @Override
    public synchronized boolean isLateWaiting(String name) {
        Connection connection = connection(name);
        return (connection.replay != null && connection.replay.state() == Replay.State.RUNNING)
                || connection.released.values().stream().anyMatch(range -> range.offered);
    }

    @Override
    public synchronized boolean isLateBegun(String name) {
        return connection(name).replayBegun
                || connection(name).released.values().stream().anyMatch(range -> range.begun);
    }

    @Override
    public synchronized void rename(String name, String to) {
        requireNotConfigured(name);
        if (kept.connections.containsKey(to)) {
            throw ConnectionConflictException.known(to);
        }
        Connection connection = connection(name);
        kept.connections.put(to, connection);
        kept.connections.remove(name);
        connection.dead.replaceAll((sequence, letter) ->
                new DeadLetter(to, letter.queued(), letter.reason(), letter.attempts(), letter.first(), letter.last()));
    }

    @Override
    public synchronized void forget(String name) {
        requireNotConfigured(name);
        if (!connection(name).dead.isEmpty()) {
            throw ConnectionConflictException.dead(name, connection(name).dead.size());
        }
        if (!connection(name).released.isEmpty()) {
            throw ConnectionConflictException.released(
                    name, connection(name).released.size());
        }
        kept.connections.remove(name);
    }

    private void requireNotConfigured(String name) {
        requireOpen();
        connection(name);
        if (configured != null && configured.contains(name)) {
            throw ConnectionConflictException.configured(name);
        }
    }

    @Override
    public synchronized Set<String> connections() {
        return Set.copyOf(kept.connections.keySet());
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private Connection connection(String name) {
        Connection connection = kept.connections.get(name);
        if (connection == null) {
            throw new UnknownConnectionException(name);
        }
        return connection;
    }

    private void requireOpen() {
        if (closed) {
            throw new QueueException("the queue is closed");
        }
    }
}
