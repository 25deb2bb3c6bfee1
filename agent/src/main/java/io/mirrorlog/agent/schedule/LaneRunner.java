package io.mirrorlog.agent.schedule;

import io.mirrorlog.agent.delivery.Lane;
import io.mirrorlog.agent.delivery.Rest;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one lane: at most one thread at a time, none while the lane has nothing to do.
 *
 * <p>A wake costs a lock and no write: it starts the lane at once, or is seen by the thread that runs it. A lane that
 * rests after a failure is not woken by new events; only time or {@link #rouse} ends that rest, and a pause only {@link
 * #rouse}. Safe for many threads.
 */
final class LaneRunner {

    private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);

    /** A lane that had work parks this long before it gives its thread back. */
    private static final Duration PARK = Duration.ofSeconds(1);

    /** Rests up to this are kept in the thread: not worth a write. */
    private static final Duration NAP = Duration.ofSeconds(1);

    private enum State {
        /** No thread; a wake starts one. */
        IDLE,
        RUNNING,
        /** No thread; a failure's rest, or an admin's pause, has not ended yet. */
        RESTING,
        CLOSED
    }

    /** Keeps the time of a longer rest, and calls {@link #ring} when it has come. */
    @FunctionalInterface
    interface Alarm {

        /** False when it cannot be kept, as on a full disk: the lane must watch the time itself. */
        boolean set(String connection, Instant when);
    }

    private final Lane lane;
    private final ExecutorService threads;
    private final Alarm alarm;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.IDLE;

    /** Something happened since the lane last looked into the queue. */
    private boolean woken;

    private boolean roused;
    private @Nullable Instant due;

    /** The thread that delivers at this moment. */
    private @Nullable Thread delivering;

    /** What ended the lane's thread although it should never end so. */
    private volatile @Nullable LaneFault fault;

    LaneRunner(Lane lane, ExecutorService threads, Alarm alarm, InstantSource clock) {
        this.lane = lane;
        this.threads = threads;
        this.alarm = alarm;
        this.clock = clock;
    }

    /** Something new is in the queue. */
    void wake() {
        lock.lock();
        try {
            if (state == State.IDLE) {
                start();
            } else if (!woken) {
                woken = true;
                changed.signalAll();
            }
            lane.nudge();
        } finally {
            lock.unlock();
        }
    }

    /** Ends any rest, also one after a failure. */
    void rouse() {
        lock.lock();
        try {
            roused = true;
            changed.signalAll();
            lane.nudge();
            if (hasNoThread()) {
                start();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the lane offer an event past the queue, whatever it waits for. */
    CompletableFuture<Outcome> probe(Event event) {
        CompletableFuture<Outcome> said = lane.probe(event);
        rouse();
        return said;
    }

    /** The alarm's time has come; an alarm that a later rest has overtaken is set anew. */
    void ring() {
        lock.lock();
        try {
            if (!hasNoThread()) {
                return;
            }
            if (due == null || !due.isAfter(clock.instant())) {
                start();
                return;
            }
        } finally {
            lock.unlock();
        }
        if (!isAlarmSet()) {
            startUnlessItRuns(); // too early rather than never
        }
    }

    private void startUnlessItRuns() {
        lock.lock();
        try {
            if (hasNoThread()) {
                start();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last try failed, also before the agent was started. */
    boolean isFailing() {
        return lane.isFailing();
    }

    /** Takes up a rest that began before the agent was started. */
    void restUntil(Instant when) {
        lock.lock();
        try {
            if (state == State.IDLE) {
                state = State.RESTING;
                due = when;
            }
        } finally {
            lock.unlock();
        }
    }

    /** When the lane tries again; absent while it is not resting from a failure. */
    @Nullable
    Instant nextTry() {
        lock.lock();
        try {
            return state == State.RESTING || state == State.RUNNING ? due : null;
        } finally {
            lock.unlock();
        }
    }

    /** Why it cannot deliver any more, which a restart must mend; null while it can. */
    @Nullable
    LaneFault fault() {
        return fault;
    }

    /** No delivery begins after this; one that runs goes on to its end, or to its thread's interruption. */
    void close() {
        lock.lock();
        try {
            state = State.CLOSED;
            changed.signalAll();
            lane.windDown();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until no delivery runs any more, after {@link #close}.
     *
     * @param nanos at most so long
     * @return false when one still runs
     */
    boolean awaitEnd(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (delivering != null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return delivering == null;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts a delivery that runs, after {@link #close}. */
    void interrupt() {
        lock.lock();
        try {
            if (delivering != null) {
                delivering.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Only while holding the lock. */
    private boolean hasNoThread() {
        return state == State.IDLE || state == State.RESTING;
    }

    /** Only while holding the lock. */
    private void start() {
        state = State.RUNNING;
        threads.execute(this::run);
    }

    private void run() {
        try {
            while (mayLook()) {
                if (!keep(lane.deliverNext()) && (isAlarmSet() || !hasRestedHere())) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            close();
        } catch (RuntimeException | Error e) {
            LOG.error("{}: its lane broke and delivers nothing until the agent is restarted", lane.connection(), e);
            fault = new LaneFault(clock.instant(), lane.broke(e));
        } finally {
            ended();
        }
    }

    /** What happens from here on is not in the lane's next look at the queue, so it must wake it again. */
    private boolean mayLook() {
        lock.lock();
        try {
            woken = false;
            roused = false;
            due = null;
            if (state != State.RUNNING) {
                return false;
            }
            delivering = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is delivered by this thread any more; another one may deliver already. */
    private void ended() {
        lock.lock();
        try {
            if (delivering == Thread.currentThread()) {
                delivering = null;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a rest. False when the thread is given back for it. */
    private boolean keep(Rest rest) throws InterruptedException {
        lock.lock();
        try {
            delivering = null;
            if (state == State.CLOSED) {
                changed.signalAll();
                if (rest instanceof Rest.AfterFailure failure) {
                    due = clock.instant().plus(failure.time()); // the next start takes it up
                    return false;
                }
                return true;
            }
            if (rest instanceof Rest.Waiting waiting) {
                await(waiting.time(), false);
                return true;
            }
            if (rest instanceof Rest.AfterFailure failure) {
                return keepAfterFailure(failure.time());
            }
            if (rest instanceof Rest.UntilRoused) {
                return roused || giveThreadBack();
            }
            return parkUntilWoken(((Rest.UntilWoken) rest).atTheLatest());
        } finally {
            lock.unlock();
        }
    }

    private boolean keepAfterFailure(Duration time) throws InterruptedException {
        due = clock.instant().plus(time);
        if (time.compareTo(NAP) <= 0 || roused) {
            await(time, false);
            return true;
        }
        return giveThreadBack();
    }

    /** Always false. */
    private boolean giveThreadBack() {
        if (state == State.RUNNING) {
            state = State.RESTING;
        }
        return false;
    }

    private boolean parkUntilWoken(@Nullable Instant atTheLatest) throws InterruptedException {
        await(PARK, true);
        if (isCalled(true)) {
            return true;
        }
        if (atTheLatest != null && !atTheLatest.isAfter(clock.instant())) {
            return true;
        }
        state = State.IDLE;
        due = atTheLatest;
        return false;
    }

    /**
     * Outside the lock, since it writes to disk and a wake must never wait for that.
     *
     * @return false when nobody but this thread will end the rest
     */
    private boolean isAlarmSet() {
        Instant when;
        lock.lock();
        try {
            when = state == State.RUNNING ? null : due;
        } finally {
            lock.unlock();
        }
        return when == null || alarm.set(lane.connection(), when);
    }

    /** Rests in the thread that was to be given back. False when another one has taken over meanwhile. */
    private boolean hasRestedHere() throws InterruptedException {
        lock.lock();
        try {
            boolean heedsWakes = state == State.IDLE;
            Instant end = due;
            if (end == null || (!heedsWakes && state != State.RESTING)) {
                return false;
            }
            state = State.RUNNING;
            await(Duration.between(clock.instant(), end), heedsWakes);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits in the thread, without the lock meanwhile. Only while holding it.
     *
     * @param heedsWakes whether new events end it
     */
    private void await(Duration atMost, boolean heedsWakes) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        while (left > 0 && !isCalled(heedsWakes)) {
            left = changed.awaitNanos(left);
        }
    }

    private boolean isCalled(boolean heedsWakes) {
        return roused || (heedsWakes && woken) || state != State.RUNNING;
    }
}
