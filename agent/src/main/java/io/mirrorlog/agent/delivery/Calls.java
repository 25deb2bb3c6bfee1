package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.delivery.Rendering.Rendered;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Several calls at once to one destination, by as many connectors, each with one call at a time.
 *
 * <p>Calls are made on threads that it borrows. One caller at a time for {@link #make}, which returns when all have
 * ended; {@link #nudge} is for any thread.
 */
final class Calls {

    /** How long to wait where only the end of a call, or a nudge, can bring something new. */
    private static final Duration LONG = Duration.ofHours(1);

    /**
     * A call that has ended.
     *
     * @param outcome null when there is a fault
     * @param fault what it threw
     */
    record Ended(
            Rendered offered,
            @Nullable Outcome outcome,
            @Nullable Throwable fault) {}

    /**
     * What is to be offered next.
     *
     * @param offered null for nothing at present
     * @param holds for how long at most
     */
    record Next(@Nullable Rendered offered, Duration holds) {

        static final Next NONE = new Next(null, LONG);
    }

    /** Who has something to offer. Always called by the thread that is in {@link #make}. */
    interface Offering {

        /** Asked while a connector is free and no end is unheard; again after an end, a nudge, and the time of the answer. */
        Next next();

        /** Hears of each call once, in the order of their ends. */
        void ended(List<Ended> calls);
    }

    private record End(Connector connector, Ended call) {}

    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Connector> free;
    private final Set<Thread> calling = new HashSet<>();

    /** The ends that nobody has heard of, with the connectors that are free from then on: so there are never more. */
    private final List<End> ended = new ArrayList<>();

    /** Begun, and not heard of. */
    private int underWay;

    private boolean nudged;
    private boolean interrupted;

    /** @param connectors used by nobody else while calls are made */
    Calls(List<Connector> connectors, Executor threads) {
        this.free = new ArrayDeque<>(connectors);
        this.threads = threads;
    }

    /**
     * Makes this call, and others while it is under way, as long as there is something to offer.
     *
     * @throws InterruptedException when interrupted; then the calls were, too, and have ended all the same
     */
    void make(Rendered first, Offering offering) throws InterruptedException {
        interrupted = false;
        begin(first);
        try {
            while (areUnderWay()) {
                Next next = mayBegin() ? offering.next() : Next.NONE;
                if (next.offered() != null) {
                    begin(next.offered());
                } else {
                    offering.ended(awaitEnds(next.holds()));
                }
            }
        } catch (InterruptedException e) {
            interruptAll();
            throw e;
        } finally {
            while (areUnderWay()) {
                offering.ended(awaitUninterruptibly());
            }
        }
    }

    /** There may be something new to offer. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean areUnderWay() {
        lock.lock();
        try {
            return underWay > 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayBegin() {
        lock.lock();
        try {
            return !free.isEmpty() && ended.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void begin(Rendered offered) {
        Connector connector;
        lock.lock();
        try {
            connector = free.remove();
            underWay++;
        } finally {
            lock.unlock();
        }
        try {
            threads.execute(() -> call(connector, offered));
        } catch (RuntimeException | Error e) { // there are no more threads
            end(connector, new Ended(offered, null, e));
        }
    }

    private void call(Connector connector, Rendered offered) {
        Ended result;
        try {
            enter();
            result = new Ended(offered, connector.deliver(offered.entries()), null);
        } catch (InterruptedException | RuntimeException | Error e) {
            result = new Ended(offered, null, e); // thrown where all ends are heard
        }
        end(connector, result);
    }

    private void enter() throws InterruptedException {
        lock.lock();
        try {
            if (interrupted) {
                throw new InterruptedException();
            }
            calling.add(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    private void end(Connector connector, Ended result) {
        lock.lock();
        try {
            if (calling.remove(Thread.currentThread())) {
                boolean unused = Thread.interrupted(); // meant for the call, which is over
            }
            ended.add(new End(connector, result));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void interruptAll() {
        lock.lock();
        try {
            interrupted = true;
            calling.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of a call, or a nudge. */
    private List<Ended> awaitEnds(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.NANOSECONDS.convert(atMost);
            while (ended.isEmpty() && !nudged && left > 0) {
                left = changed.awaitNanos(left);
            }
            nudged = false;
            return heard();
        } finally {
            lock.unlock();
        }
    }

    private List<Ended> awaitUninterruptibly() {
        lock.lock();
        try {
            while (ended.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            return heard();
        } finally {
            lock.unlock();
        }
    }

    /** Only while holding the lock. */
    private List<Ended> heard() {
        List<Ended> all = ended.stream().map(End::call).toList();
        ended.forEach(end -> free.add(end.connector()));
        ended.clear();
        underWay -= all.size();
        return all;
    }
}
