package io.mirrorlog.agent.queue;

import io.mirrorlog.agent.queue.OwnEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores the agent's own events, in the order in which they were told, each with the time at which it was.
 *
 * <p>Safe for many threads; has none of its own. What the queue does not take waits here, at most {@value #WAITING_MAX}
 * events; those beyond are counted, and the count is told. What waits here is lost when the process is killed.
 */
public final class Announcer implements OwnEvents, AutoCloseable {

    static final int WAITING_MAX = 1_000;

    private static final int AT_ONCE = 100;

    /** How long to leave a queue alone that did not take them. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private static final Duration LONGEST_COMMIT = Duration.ofMinutes(1);

    private static final Duration CLOSING_MAX = Duration.ofSeconds(2);

    private record Told(OwnEvent event, Instant at) {}

    private record Sent(int events, CompletableFuture<List<Receipt>> stored) {}

    private final EventQueue queue;
    private final String site;
    private final Supplier<String> ids;
    private final InstantSource clock;
    private final Later later;

    /** Held while events are on their way into the queue, so that they keep their order. */
    private final ReentrantLock writing = new ReentrantLock();

    /** Are on their way; kept while it takes longer than somebody waits, so that none is stored twice. */
    private @Nullable Sent sent;

    private final Object lock = new Object();
    private final Deque<Told> waiting = new ArrayDeque<>();
    private long lost;
    private @Nullable Instant lostSince;
    private boolean asked;
    private boolean closed;

    /**
     * @param site which the events are from
     * @param ids gives each event one of its own
     */
    public Announcer(EventQueue queue, String site, Supplier<String> ids, InstantSource clock, Later later) {
        this.queue = queue;
        this.site = site;
        this.ids = ids;
        this.clock = clock;
        this.later = later;
    }

    @Override
    public void tell(OwnEvent event) {
        synchronized (lock) {
            Instant now = clock.instant();
            if (closed || waiting.size() >= WAITING_MAX) {
                lostSince = lostSince == null ? now : lostSince;
                lost++;
                return;
            }
            waiting.add(new Told(event, now));
        }
        ask(Duration.ZERO);
    }

    private void ask(Duration after) {
        synchronized (lock) {
            if (asked || closed) {
                return;
            }
            asked = true;
        }
        later.run(after, this::write);
    }

    private void write() {
        synchronized (lock) {
            asked = false;
        }
        if (!stored(LONGEST_COMMIT)) {
            ask(AGAIN);
        }
    }

    /**
     * Waits until all that was told is on disk.
     *
     * @return false when it is not after that time; it will be later
     */
    public boolean settle(Duration time) {
        return stored(time);
    }

    /** Stores what waits; returns whether all of it is stored. */
    private boolean stored(Duration time) {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(time);
        try {
            if (!writing.tryLock(time.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            try {
                while (send()) {
                    await(deadline - System.nanoTime());
                }
                return true;
            } finally {
                writing.unlock();
            }
        } catch (ExecutionException | TimeoutException e) {
            return false; // the queue tells its trouble itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** False when nothing is to be sent. */
    private boolean send() {
        if (sent != null) {
            return true;
        }
        List<Arrival> arrivals = next().stream()
                .map(told -> new Arrival(told.event().event(site, ids.get(), told.at()), null))
                .toList();
        if (arrivals.isEmpty()) {
            return false;
        }
        sent = new Sent(arrivals.size(), queue.append(arrivals));
        return true;
    }

    private void await(long nanos) throws ExecutionException, TimeoutException, InterruptedException {
        Sent present = sent;
        if (present == null) {
            return;
        }
        try {
            List<Receipt> unused = present.stored().get(nanos, TimeUnit.NANOSECONDS);
            remove(present.events());
            sent = null;
        } catch (ExecutionException e) {
            sent = null; // they are not stored, and go on waiting here
            throw e;
        }
    }

    private List<Told> next() {
        synchronized (lock) {
            if (waiting.isEmpty() && lost > 0) {
                OwnEvent event = OwnEvent.of(
                                Kind.OWN_EVENTS_LOST,
                                lost
                                        + " of the agent's own events were lost, as the queue did not take them for too long")
                        .with("events", lost)
                        .with("since", lostSince);
                waiting.add(new Told(event, clock.instant()));
                lost = 0;
                lostSince = null;
            }
            return waiting.stream().limit(AT_ONCE).toList();
        }
    }

    private void remove(int stored) {
        synchronized (lock) {
            for (int i = 0; i < stored; i++) {
                waiting.remove();
            }
        }
    }

    /** Stores what was told, if the queue takes it within two seconds; what is told later is lost. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        boolean unused = stored(CLOSING_MAX);
    }
}
