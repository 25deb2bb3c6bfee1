package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Outcome.Blocked;
import io.mirrorlog.connector.Outcome.Delivered;
import io.mirrorlog.connector.Outcome.Mixed;
import io.mirrorlog.connector.Outcome.Retry;
import io.mirrorlog.connector.Outcome.TooLarge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to one connection while their producers wait, for as long as those may.
 *
 * <p>One delivery at a time, by a connector of its own, on a thread that it borrows; what comes meanwhile goes into the
 * next one together. A delivery that does not end holds that one thread and its own entries, and nothing else: who
 * waits is told in time, and who comes is told at once. Safe for many threads.
 */
public final class DirectLane implements AutoCloseable {

    /** Beyond so many full deliveries that wait there is no hope of being in time. */
    private static final long DELIVERIES_WAITING = 4;

    /**
     * How a connection is written to directly.
     *
     * @param timeout how long a producer waits for its events
     * @param rejects whether events that the destination does not have by then are not taken at all
     * @param bucket of all that call the connection's destination
     */
    public record Conduct(
            Rendering rendering,
            Limits limits,
            RetryPolicy retries,
            Duration timeout,
            boolean rejects,
            TokenBucket bucket) {

        /** The destination may be called at any time. */
        public Conduct(Rendering rendering, Limits limits, RetryPolicy retries, Duration timeout, boolean rejects) {
            this(rendering, limits, retries, timeout, rejects, TokenBucket.ALWAYS_FULL);
        }
    }

    /** Calls back once, when a time has passed; what it calls returns at once. */
    @FunctionalInterface
    public interface Alarm {

        /** Returns what takes it back, which does nothing once it has rung. */
        Runnable set(Duration after, Runnable then);
    }

    /**
     * What it borrows.
     *
     * @param chance gives the jitter, from 0 up to 1
     */
    public record Means(Executor threads, Alarm alarm, InstantSource clock, DoubleSupplier chance, Witness witness) {}

    private final String connection;
    private final EventQueue queue;
    private final Runnable closing;
    private final Conduct conduct;
    private final Means means;
    private final Breaker breaker;
    private final TimedCalls calls;

    private final Object lock = new Object();
    private final Deque<DirectShare> shares = new ArrayDeque<>();

    /** A thread delivers, or is about to. */
    private boolean running;

    private boolean closed;

    /** At most so many events the next time; only for the thread that delivers. */
    private int most;

    /**
     * @param connector its own: the connection's lane has another one
     * @param closing lets go of what that holds; called once, when it is not needed any more
     */
    public DirectLane(
            String connection, EventQueue queue, Connector connector, Runnable closing, Conduct conduct, Means means) {
        this.connection = connection;
        this.queue = queue;
        this.closing = closing;
        this.conduct = conduct;
        this.means = means;
        this.breaker = new Breaker(conduct.retries(), means.clock(), means.chance());
        this.calls = new TimedCalls(connector, conduct.timeout(), means.alarm(), new Overdue());
        this.most = conduct.limits().events();
        connector.resume(null);
    }

    public String connection() {
        return connection;
    }

    /** The connector of the connection's lane, so that it and this one heed what the other learns of the destination. */
    public Connector heeding(Connector lanes) {
        return new SharedDestination(lanes, breaker);
    }

    boolean rejects() {
        return conduct.rejects();
    }

    /** Tells of dead letters, once they are on disk. */
    void setAside(List<QueuedEvent> refused, String reason) {
        means.witness().setAside(connection, refused, reason);
    }

    /** Why nothing would be tried now; null when it would. */
    @Nullable
    String refusal() {
        if (queue.isPaused(connection)) {
            return "it is paused";
        }
        boolean overdue = calls.isOverdue();
        synchronized (lock) {
            if (closed) {
                return "its configuration changes";
            }
            if (overdue) {
                return "a delivery has not ended, " + calls.noAnswer();
            }
            long waiting = shares.stream().mapToLong(DirectShare::size).sum();
            if (waiting >= DELIVERIES_WAITING * conduct.limits().events()) {
                return "more is on its way than it takes in time";
            }
        }
        String refusal = breaker.refusal();
        if (refusal == null && !conduct.bucket().left().isZero()) {
            return conduct.bucket().reason();
        }
        return refusal;
    }

    /** In how long it may be worth another try; zero when it may be now. */
    Duration refusesFor() {
        Duration closed = breaker.opensFor();
        Duration empty = conduct.bucket().left();
        return closed.compareTo(empty) > 0 ? closed : empty;
    }

    /**
     * Writes events that are no duplicates, unless there is a reason not to try.
     *
     * @return completes in time, with what became of them
     */
    CompletableFuture<DirectResult> offer(Incoming incoming, List<Receipt.Fate> fates) {
        String refusal = refusal();
        refusal = refusal == null ? breaker.enter() : refusal;
        if (refusal != null) {
            return CompletableFuture.completedFuture(DirectResult.untried(connection, refusal));
        }
        var share = new DirectShare(connection, incoming, fates);
        Runnable alarm = means.alarm().set(conduct.timeout(), () -> share.fail(calls.noAnswer()));
        boolean start;
        synchronized (lock) {
            shares.add(share);
            start = !running;
            running = true;
        }
        if (start) {
            means.threads().execute(this::run);
        }
        return share.result().whenComplete((result, none) -> alarm.run());
    }

    private void run() {
        for (DirectDelivery next = next(); next != null; next = next()) {
            try {
                deliver(next);
            } catch (RuntimeException | Error e) {
                failed(next, Failure.reasonOf(e), Kind.FAILED, null);
            }
        }
    }

    /** The next delivery, or null when the thread is not needed any more. */
    private @Nullable DirectDelivery next() {
        List<DirectDelivery.Slot> slots = new ArrayList<>();
        synchronized (lock) {
            if (shares.removeIf(DirectShare::isOver)) {
                breaker.left();
            }
            for (DirectShare share : shares) {
                share.next(most - slots.size()).forEach(place -> slots.add(new DirectDelivery.Slot(share, place)));
            }
            running = !slots.isEmpty();
            if (running || !closed) {
                return running ? new DirectDelivery(slots) : null;
            }
        }
        closing.run();
        return null;
    }

    private void deliver(DirectDelivery delivery) {
        if (!delivery.render(
                conduct.rendering(), conduct.limits().bytes(), means.clock().instant())) {
            return;
        }
        if (!conduct.bucket().take().isZero()) {
            delivery.fail(conduct.bucket().reason()); // nothing is wrong: the lane takes them in their turn
            return;
        }
        calls.make(delivery).ifPresent(outcome -> heard(delivery, outcome));
    }

    private void heard(DirectDelivery delivery, Outcome outcome) {
        if (outcome instanceof Delivered delivered && delivered.count() > 0) {
            boolean late = delivery.isLate();
            delivery.delivered(delivered.count());
            succeeded(late);
        } else if (outcome instanceof Mixed mixed) {
            boolean late = delivery.isLate();
            delivery.delivered(mixed);
            succeeded(late);
        } else if (outcome instanceof TooLarge tooLarge) {
            halved(delivery, tooLarge.reason());
        } else if (outcome instanceof Blocked blocked) {
            failed(delivery, blocked.reason(), Kind.BLOCKED, null);
        } else if (outcome instanceof Retry retry) {
            failed(delivery, retry.reason(), Kind.RETRYING, retry.notBefore());
        } else {
            failed(delivery, "it asks for its bookmark first", Kind.RETRYING, null);
        }
    }

    /** @param late whether a producer has not waited for it; what it wrote will be written again */
    private void succeeded(boolean late) {
        most = conduct.limits().events();
        if (late) {
            failed(calls.noAnswer(), Kind.RETRYING, null);
        } else if (breaker.delivered()) {
            means.witness().directWritingGoesOn(connection);
        }
    }

    private void halved(DirectDelivery delivery, String reason) {
        if (delivery.size() == 1) {
            delivery.refused(reason);
            succeeded(false);
        } else {
            most = delivery.size() / 2;
        }
    }

    private final class Overdue implements TimedCalls.Listener {

        /** Whoever waits is told now, and not one after the other. */
        @Override
        public void takesTooLong(DirectDelivery delivery) {
            failed(delivery, calls.noAnswer(), Kind.RETRYING, null);
            failWaiting(calls.noAnswer());
        }

        @Override
        public void doesNotEnd() {
            failed("a delivery does not end", Kind.FAILED, null);
        }
    }

    private void failed(DirectDelivery delivery, String reason, Kind kind, @Nullable Duration asked) {
        failed(reason, kind, asked);
        delivery.fail(reason);
    }

    private void failed(String reason, Kind kind, @Nullable Duration asked) {
        int failures = breaker.failed(reason, kind, asked);
        if (failures > 0) {
            var trouble = new Trouble(failures, means.clock().instant(), reason, kind);
            means.witness().directWritingStopped(connection, trouble, conduct.rejects());
            if (conduct.rejects()) {
                means.threads().execute(() -> note(trouble));
            }
        }
        if (breaker.refusal() != null) {
            failWaiting(reason);
        }
    }

    /** Where nothing is queued, no lane would find out and tell. */
    private void note(Trouble trouble) {
        try {
            queue.trouble(connection, trouble);
        } catch (QueueException e) {
            // The queue tells its own trouble, which is the larger one.
        }
    }

    private void failWaiting(String reason) {
        List<DirectShare> waiting;
        synchronized (lock) {
            waiting = List.copyOf(shares);
        }
        waiting.forEach(share -> share.fail(reason));
    }

    /** Nothing new is tried any more; what is on its way has its time, and the connector until then. */
    @Override
    public void close() {
        boolean idle;
        synchronized (lock) {
            idle = !running && !closed;
            closed = true;
        }
        if (idle) {
            closing.run();
        }
    }
}
