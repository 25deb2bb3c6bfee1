package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue that keeps everything in memory, one sequence at a time, as plainly as the contract can be told. One lock for
 * all; what its parts keep is told by their own classes.
 */
public final class MemoryQueue implements EventQueue {

    /** What would be on disk. */
    private record Kept(MemoryLog log, MemoryNames names, Map<String, MemoryConnection> connections) {}

    private final InstantSource clock;
    private final Kept kept;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Set<String> configured;
    private Function<Map<String, String>, Predicate<Event>> filters = Replay.Wish::unread;
    private boolean closed;

    public MemoryQueue(InstantSource clock) {
        this(clock, Duration.ofHours(24));
    }

    public MemoryQueue(InstantSource clock, Duration dedupe) {
        this(clock, new Kept(new MemoryLog(), new MemoryNames(dedupe), new TreeMap<>()));
    }

    private MemoryQueue(InstantSource clock, Kept kept) {
        this.clock = clock;
        this.kept = kept;
    }

    /** Another queue over what this one kept, as after a restart. */
    public MemoryQueue reopened() {
        return new MemoryQueue(clock, kept);
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
                return marked(arrivals.get(index).event(), fate);
            }
        };
    }

    private synchronized CompletableFuture<List<Receipt.Fate>> look(List<Arrival> arrivals) {
        if (closed) {
            return CompletableFuture.failedFuture(new QueueException("the queue is closed"));
        }
        kept.names.forget(clock.instant());
        return CompletableFuture.completedFuture(kept.names.look(arrivals));
    }

    private CompletableFuture<List<Receipt>> store(List<Arrival> arrivals, List<DirectSettlement> settlements) {
        List<Receipt> receipts;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new QueueException("the queue is closed"));
            }
            kept.names.forget(clock.instant());
            receipts = arrivals.stream().map(this::store).toList();
            for (DirectSettlement settlement : settlements) {
                MemoryConnection connection = kept.connections.get(settlement.connection());
                if (connection != null) {
                    connection.settle(settlement, receipts);
                }
            }
        }
        if (receipts.stream().anyMatch(receipt -> receipt.sequence() > 0)) {
            listeners.forEach(Runnable::run);
        }
        return CompletableFuture.completedFuture(receipts);
    }

    private Receipt store(Arrival arrival) {
        Receipt.Fate fate = kept.names.take(arrival.fingerprint(), now());
        return new Receipt(
                fate == Receipt.Fate.DUPLICATE ? 0 : kept.log.add(marked(arrival.event(), fate), now()), fate);
    }

    private static Event marked(Event event, Receipt.Fate fate) {
        if (fate != Receipt.Fate.ID_REUSED) {
            return event;
        }
        String before = event.marks().substring(0, event.marks().length() - 1);
        return event.marked(before + (before.length() > 1 ? "," : "") + "\"id_reused\":true}");
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
        connections.forEach((name, start) ->
                kept.connections.computeIfAbsent(name, unknown -> new MemoryConnection(kept.log, clock, start)));
        configured = Set.copyOf(connections.keySet());
    }

    @Override
    public synchronized Batch unsettled(String name, int events, long bytes, Instant now) {
        return open(name).unsettled(events, bytes, now);
    }

    @Override
    public synchronized Batch behind(String name, Batch batch, int events, long bytes) {
        return open(name).behind(batch, events, bytes);
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
        open(settlement.connection()).settle(settlement);
    }

    @Override
    public synchronized void trouble(String name, Standing.Trouble trouble) {
        open(name).trouble(trouble);
    }

    @Override
    public synchronized void pause(String name, String reason) {
        open(name).pause(reason);
    }

    @Override
    public synchronized void resume(String name) {
        open(name).resume();
    }

    @Override
    public synchronized boolean isPaused(String name) {
        return connection(name).isPaused();
    }

    @Override
    public synchronized Standing standing(String name) {
        return open(name).standing();
    }

    @Override
    public synchronized @Nullable Gap gap(String name) {
        return kept.log.gap(open(name).position());
    }

    @Override
    public synchronized List<QueuedEvent> readForward(long after, int events) {
        requireOpen();
        return kept.log.after(after).stream().limit(events).toList();
    }

    @Override
    public synchronized List<QueuedEvent> readBackward(long before, int events) {
        requireOpen();
        return kept.log.downFrom(before).stream().limit(events).toList();
    }

    @Override
    public synchronized long last() {
        return kept.log.last();
    }

    @Override
    public synchronized TimeRange times(long after) {
        return kept.log.after(after).stream()
                .mapToLong(queued -> TimeRange.moment(queued.event().timestamp().toInstant()))
                .mapToObj(TimeRange.NONE::with)
                .reduce(TimeRange.NONE, TimeRange::and);
    }

    @Override
    public synchronized QueueStatus status() {
        requireOpen();
        return kept.log.status();
    }

    @Override
    public synchronized @Nullable Instant nextDue(String name) {
        return connection(name).aside().nextDue();
    }

    @Override
    public synchronized int purge(Instant arrivedBefore) {
        requireOpen();
        Set<String> holding = configured != null ? configured : kept.connections.keySet();
        long settled = holding.stream()
                .mapToLong(name -> connection(name).position())
                .min()
                .orElse(kept.log.last());
        var held = new HashSet<Long>();
        kept.connections.values().forEach(connection -> held.addAll(connection.held()));
        return kept.log.purge(
                settled, event -> event.arrived().isBefore(arrivedBefore) && !held.contains(event.sequence()));
    }

    @Override
    public synchronized List<DeadLetter> deadLetters(String name, long after, int atMost) {
        return open(name).aside().dead(after, atMost);
    }

    @Override
    public synchronized Set<Long> retryDead(String name, Set<Long> sequences) {
        return open(name).aside().retryDead(sequences, now());
    }

    @Override
    public synchronized Set<Long> dropDead(String name, Set<Long> sequences) {
        return open(name).aside().dropDead(sequences);
    }

    @Override
    public synchronized @Nullable Released giveUp(String name, Instant arrivedBefore, String reason) {
        return open(name).giveUp(name, arrivedBefore, reason);
    }

    @Override
    public synchronized List<Released> released(String name, long after, int atMost) {
        return open(name).ranges().told(name, after, atMost);
    }

    @Override
    public synchronized long givenUp(String name) {
        return connection(name).ranges().events();
    }

    @Override
    public synchronized Set<Long> retryReleased(String name, Set<Long> firsts) {
        return open(name).ranges().offer(firsts);
    }

    @Override
    public synchronized Set<Long> dropReleased(String name, Set<Long> firsts) {
        return open(name).ranges().drop(firsts);
    }

    @Override
    public @Nullable String problemOf(String name, long first) {
        return null;
    }

    @Override
    public synchronized Batch late(String name, int events, long bytes) {
        MemoryConnection connection = open(name);
        Batch released = connection.ranges().next(events);
        if (released != null) {
            return released;
        }
        Batch replayed = connection.replay().next(events, this::fits, now());
        return replayed != null ? replayed : new Batch(Batch.Source.RELEASED, List.of(), false);
    }

    private boolean fits(Replay.Wish wish, QueuedEvent event) {
        return wish.fits(event.arrived()) && filters.apply(wish.only()).test(event.event());
    }

    @Override
    public void filters(Function<Map<String, String>, Predicate<Event>> reader) {
        filters = reader;
    }

    @Override
    public synchronized Replay replay(String name, Replay.Wish wish) {
        requireOpen();
        List<QueuedEvent> wanted = wanted(name, wish);
        return connection(name).replay().begin(name, wish, wanted, now());
    }

    private List<QueuedEvent> wanted(String name, Replay.Wish wish) {
        Predicate<Event> unused = filters.apply(wish.only()); // a wish that makes no sense is refused
        MemoryConnection connection = connection(name);
        return connection.replay().wanted(name, wish, connection.position());
    }

    @Override
    public synchronized Replay.Count countReplay(String name, Replay.Wish wish, long after) {
        requireOpen();
        long count =
                wanted(name, wish).stream().filter(event -> fits(wish, event)).count();
        return new Replay.Count(count, 0);
    }

    @Override
    public synchronized @Nullable Replay replayOf(String name) {
        return open(name).replay().told();
    }

    @Override
    public synchronized boolean cancelReplay(String name) {
        return open(name).replay().cancel(name, now());
    }

    @Override
    public synchronized boolean isLateWaiting(String name) {
        MemoryConnection connection = connection(name);
        return connection.replay().running() != null || connection.ranges().isAnyOffered();
    }

    @Override
    public synchronized boolean isLateBegun(String name) {
        MemoryConnection connection = connection(name);
        return connection.replay().isBegun() || connection.ranges().isAnyBegun();
    }

    @Override
    public synchronized void rename(String name, String to) {
        requireNotConfigured(name);
        if (kept.connections.containsKey(to)) {
            throw ConnectionConflictException.known(to);
        }
        MemoryConnection connection = connection(name);
        kept.connections.put(to, connection);
        kept.connections.remove(name);
        connection.aside().renamed(to);
    }

    @Override
    public synchronized void forget(String name) {
        requireNotConfigured(name);
        MemoryConnection connection = connection(name);
        int dead = connection.aside().dead();
        if (dead > 0) {
            throw ConnectionConflictException.dead(name, dead);
        }
        int released = connection.ranges().size();
        if (released > 0) {
            throw ConnectionConflictException.released(name, released);
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

    private MemoryConnection open(String name) {
        requireOpen();
        return connection(name);
    }

    private MemoryConnection connection(String name) {
        MemoryConnection connection = kept.connections.get(name);
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
