package io.mirrorlog.connector.syslog;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One delivery from its first packet to its receipt, which ends in time whatever the receiver does: what it has open is
 * closed under it. For the thread that delivers; {@link #abort} is for any.
 */
final class Call implements Closeable {

    private final ScheduledFuture<?> end;
    private @Nullable Closeable open;
    private boolean ended;
    private boolean late;

    Call(ScheduledExecutorService timer, long nanos) {
        end = timer.schedule(this::timeOut, nanos, TimeUnit.NANOSECONDS);
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
        end.cancel(false);
        abort();
    }
}
