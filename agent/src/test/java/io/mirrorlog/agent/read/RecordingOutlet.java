package io.mirrorlog.agent.read;

import io.mirrorlog.agent.web.Outlet;
import java.time.Duration;
import java.util.function.Predicate;

/** Keeps what is written, takes it when told to, and lets a test wait for it. */
final class RecordingOutlet implements Outlet {

    private final StringBuilder written = new StringBuilder();
    private Runnable listener = () -> {};
    private long waiting;
    private boolean closed;
    private boolean ended;

    @Override
    public synchronized void write(String text) {
        written.append(text);
        notifyAll();
    }

    /** As a client that has so much still to take. */
    void waiting(long bytes) {
        synchronized (this) {
            waiting = bytes;
        }
        listener.run();
    }

    void leave() {
        synchronized (this) {
            closed = true;
        }
        listener.run();
    }

    @Override
    public synchronized long waiting() {
        return waiting;
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void onChange(Runnable changed) {
        listener = changed;
    }

    @Override
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended;
    }

    synchronized String text() {
        return written.toString();
    }

    /** Waits for what is written; fails after half a minute. */
    synchronized String await(Predicate<String> condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.test(written.toString())) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("came until now: " + written);
            }
            wait(left);
        }
        return written.toString();
    }
}
