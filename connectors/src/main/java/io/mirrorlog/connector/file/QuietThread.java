package io.mirrorlog.connector.file;

import org.jspecify.annotations.Nullable;

/**
 * A thread of the lowest priority for each job, that keeps no process alive.
 *
 * <p>Safe for any thread.
 */
final class QuietThread implements Background {

    private final String name;
    private @Nullable Thread last;
    private boolean closed;

    QuietThread(String name) {
        this.name = name;
    }

    @Override
    public synchronized boolean isIdle() {
        return !closed && (last == null || !last.isAlive());
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // asked for, where the system heeds it; nothing relies on it
    public synchronized void start(Runnable job) {
        if (!isIdle()) {
            return; // closed since the caller asked
        }
        var thread = new Thread(job, name);
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
        last = thread;
    }

    @Override
    public void close() {
        Thread running = ended();
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the job ends soon, by its own interruption
        }
    }

    private synchronized @Nullable Thread ended() {
        closed = true;
        return last;
    }
}
