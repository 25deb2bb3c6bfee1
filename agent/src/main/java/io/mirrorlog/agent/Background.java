package io.mirrorlog.agent;

import io.mirrorlog.agent.queue.Later;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for small work that nobody waits for. Safe for many threads; what is asked of it after its end is not done. */
final class Background implements Later, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
        var made = new Thread(work, "background");
        made.setDaemon(true);
        return made;
    });

    Background() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void run(Duration after, Runnable work) {
        try {
            var unused = thread.schedule(() -> guarded(work), after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The agent stops.
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("Something in the background failed, by a fault of Mirrorlog itself", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
