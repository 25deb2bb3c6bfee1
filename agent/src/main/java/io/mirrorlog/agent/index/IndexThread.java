package io.mirrorlog.agent.index;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills an index behind, one step after the other, and leaves the processor to others: readers note themselves what it has not
 * noted when they ask.
 *
 * <p>What came within a second is noted together. It rests nine times as long as it works; only as long as it works where the
 * index is more than {@value #FAR} events behind, since somebody who reads the newest would wait for it noticeably; and not at all
 * beyond {@value #TOO_FAR}, so that he finds them in time however long a flood lasts.
 */
final class IndexThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    /** The agent has better things to do when it starts; who asks needs not wait for this. */
    private static final long START = TimeUnit.SECONDS.toNanos(1);

    private static final long GATHER = TimeUnit.SECONDS.toNanos(1);
    private static final long TIDY = TimeUnit.SECONDS.toNanos(10);
    private static final long AFTER_FAILURE = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long ROOM = 20;
    private static final long LONGEST_ROOM = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FAR = 100_000;
    private static final long TOO_FAR = 200_000;

    /** Events a second from which on much arrives. */
    private static final long MUCH = 5_000;

    /** From which on twice as much room is left, and so on. */
    private static final long MUCH_MORE = 50_000;

    private static final long CLOSING_MILLIS = 3_000;

    private final SqliteIndex index;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread = new Thread(this::run, "index");

    private volatile boolean asleep;
    private volatile boolean woken;
    private volatile boolean closed;

    private boolean failing;
    private long tidied;
    private long looked;
    private long lastSeen = -1;
    private long rate;

    IndexThread(SqliteIndex index) {
        this.index = index;
        thread.setDaemon(true);
    }

    void start() {
        tidied = System.nanoTime() - TIDY;
        thread.start();
    }

    /** Costs next to nothing while it works anyway. */
    void wake() {
        woken = true;
        if (asleep) {
            signal();
        }
    }

    /**
     * Leaves the processor to the intake for a while afterwards, where much arrives: each reader takes a twentieth of it at most,
     * and a sixtieth beside 100,000 events a second.
     */
    <T> @Nullable T leavingRoom(Supplier<@Nullable T> reading) {
        long arriving = rate();
        if (arriving <= MUCH) {
            return reading.get();
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        try {
            return reading.get();
        } finally {
            long worked = threads.getCurrentThreadCpuTime() - begun;
            rest(Math.min(ROOM * worked + ROOM * worked * arriving / MUCH_MORE, LONGEST_ROOM));
        }
    }

    private static void rest(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            sleep(START);
            while (!closed) {
                try {
                    work();
                } catch (SQLException | IOException | RuntimeException e) {
                    told(e);
                    sleep(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            // the agent stops
        }
    }

    private void work() throws SQLException, IOException, InterruptedException {
        long begun = System.nanoTime();
        woken = false;
        boolean noted = index.step() > 0;
        boolean tidy = isTidy(begun);
        failing = false;
        if (noted || !tidy) {
            long worked = System.nanoTime() - begun;
            long behind = index.behind();
            if (behind < TOO_FAR) {
                sleep(behind < FAR ? 9 * worked : worked);
            }
        } else {
            awaitWake();
        }
    }

    /** Returns false where more is left to be done. */
    private boolean isTidy(long now) throws SQLException, IOException {
        if (now - tidied < TIDY) {
            return true;
        }
        if (index.tidy()) {
            return false;
        }
        tidied = now;
        return true;
    }

    /** How many events arrive in a second, as readers have found; any thread. */
    private synchronized long rate() {
        long now = System.nanoTime();
        boolean first = lastSeen < 0;
        if (first || now - looked >= LOOK) {
            IndexStanding standing = index.standing();
            long last = standing.position() + standing.behind();
            rate = first ? 0 : (long) ((last - lastSeen) / ((now - looked) / 1e9));
            lastSeen = last;
            looked = now;
        }
        return rate;
    }

    private void awaitWake() throws InterruptedException {
        asleep = true;
        if (!woken) {
            sleep(TIDY);
        }
        asleep = false;
        sleep(GATHER);
    }

    @SuppressWarnings("WaitNotInLoop") // who wakes too early looks again, no more
    private void sleep(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!closed) {
                long unused = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
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
        signal();
        try {
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
