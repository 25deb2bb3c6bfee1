package io.mirrorlog.agent.index;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills an index behind, one step after the other, and leaves the processor to others.
 *
 * <p>What came within ten seconds is indexed together, or what fills a commit. Where more waits, it rests as long as it works; while much
 * arrives, and the index is less than {@value #FAR} events behind, nine times as long. It does not rest while a reader
 * waits for it.
 */
final class IndexThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    /** The agent has better things to do when it starts; who asks ends this. */
    private static final long START = TimeUnit.SECONDS.toNanos(1);

    private static final int GATHER_SECONDS = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long TIDY = TimeUnit.SECONDS.toNanos(10);
    private static final long AFTER_FAILURE = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_ROOM = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FAR = 200_000;

    /** Events a second from which on much arrives. */
    private static final long MUCH = 5_000;

    private static final long CLOSING_MILLIS = 3_000;

    private final SqliteIndex index;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition stepped = lock.newCondition();
    private final Thread thread = new Thread(this::run, "index");

    private volatile boolean asleep;
    private volatile boolean woken;
    private volatile boolean closed;
    private final AtomicInteger readersWaiting = new AtomicInteger();

    private boolean failing;
    private long tidied;
    private long looked;
    private long lastSeen;
    private volatile long rate;

    IndexThread(SqliteIndex index) {
        this.index = index;
        thread.setDaemon(true);
    }

    void start() {
        tidied = System.nanoTime() - TIDY;
        looked = System.nanoTime();
        thread.start();
    }

    /** Costs next to nothing while it works anyway. */
    void wake() {
        woken = true;
        if (asleep) {
            locked(changed::signalAll);
        }
    }

    /** Lets it work without rest until the condition holds, or that time is over. */
    void awaitStep(Duration atMost, BooleanSupplier until) {
        if (!thread.isAlive()) {
            return;
        }
        long end = System.nanoTime() + atMost.toNanos();
        readersWaiting.incrementAndGet();
        locked(changed::signalAll);
        try {
            while (!until.getAsBoolean() && System.nanoTime() - end < 0) {
                sleep(stepped, end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            readersWaiting.decrementAndGet();
        }
    }

    /** Leaves the processor to the intake for a while, where much arrives: readers take a twentieth of it at most. */
    void makeRoom(long worked) {
        if (rate > MUCH) {
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(20 * worked, LONGEST_ROOM));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            sleep(changed, START);
            while (!closed) {
                try {
                    work();
                } catch (SQLException | IOException | RuntimeException e) {
                    told(e);
                    sleep(changed, AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            // the agent stops
        }
    }

    private void work() throws SQLException, IOException, InterruptedException {
        long begun = System.nanoTime();
        woken = false;
        int unused = index.step();
        boolean tidy = begun - tidied < TIDY || index.tidy() == 0;
        if (tidy && begun - tidied >= TIDY) {
            tidied = begun;
        }
        failing = false;
        locked(stepped::signalAll);
        if (index.isStepWaiting() || !tidy) {
            rest(System.nanoTime() - begun);
        } else {
            awaitWake();
        }
    }

    private void rest(long worked) throws InterruptedException {
        long behind = look();
        if (readersWaiting.get() == 0) {
            sleep(changed, rate > MUCH && behind < FAR ? 9 * worked : worked);
        }
    }

    /** Finds out how much arrives. */
    private long look() {
        long now = System.nanoTime();
        IndexStanding standing = index.standing();
        if (now - looked >= LOOK) {
            long last = standing.position() + standing.behind();
            rate = (long) ((last - lastSeen) / ((now - looked) / 1e9));
            lastSeen = last;
            looked = now;
        }
        return standing.behind();
    }

    private void awaitWake() throws InterruptedException {
        rate = 0;
        asleep = true;
        if (!woken) {
            sleep(changed, TIDY);
        }
        asleep = false;
        for (int i = 0; i < GATHER_SECONDS && readersWaiting.get() == 0 && !index.isStepWaiting(); i++) {
            sleep(changed, SECOND);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // who wakes too early looks again, no more
    private void sleep(Condition condition, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!closed) {
                long unused = condition.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void told(Exception e) {
        if (!failing && !closed) {
            LOG.warn("The index is not filled at the moment; events are found without it: {}", e.getMessage());
        }
        failing = true;
    }

    @Override
    public void close() {
        closed = true;
        locked(changed::signalAll);
        try {
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
