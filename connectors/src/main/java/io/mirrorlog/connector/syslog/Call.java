package io.mirrorlog.connector.syslog;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One delivery from its first packet to its receipt, which ends in time whatever the receiver does: what it has open is
 * closed under it. For the thread that delivers; {@link #abort} is for any.
 */
final class Call implements Closeable {

    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable Closeable open;
    private boolean ended;
    private boolean late;

    private Call() {}

    /** Its time runs from now on, on a thread of its own. */
    static Call begin(String connection, Duration timeout) {
        var call = new Call();
        var watch = new Thread(() -> call.watch(timeout), "timeout-" + connection);
        watch.setDaemon(true);
        watch.start();
        return call;
    }

    private void watch(Duration timeout) {
        try {
            if (!over.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                timeOut();
            }
        } catch (InterruptedException e) {
            timeOut(); // by nobody
        }
    }

    /** What is to be closed when the time is over; at once if it is. */
    synchronized <T extends Closeable> T holds(T opened) throws IOException {
        if (ended) {
            opened.close();
            throw new IOException("ended meanwhile");
        }
        open = opened;
        return opened;
    }

    private synchronized void timeOut() {
        if (!ended) {
            late = true;
            abort();
        }
    }

    /** Ends it now; its thread meets an {@link IOException}. */
    synchronized void abort() {
        ended = true;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // Nobody needs it any more.
        }
    }

    /** Whether it was ended because it took too long. */
    synchronized boolean isLate() {
        return late;
    }

    @Override
    public void close() {
        over.countDown();
        abort();
    }
}
