package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConfigurationException;
import io.mirrorlog.agent.config.ConfigurationFile;
import io.mirrorlog.agent.queue.QueueException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the agent take its configuration again when somebody asks for that, and when the file has changed.
 *
 * <p>One thread, which looks at the file every {@link #LOOK_EVERY}; {@link #ask} and {@link #stop} are for any other.
 */
final class Reloading {

    /** A change is taken when two looks have seen the same: after 2 to 4 s. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private final ConfigurationFile file;
    private final Semaphore asked = new Semaphore(0);
    private volatile boolean stopped;

    Reloading(ConfigurationFile file) {
        this.file = file;
    }

    /** Has it taken at once, or, before {@link #goOn}, at its beginning. */
    void ask() {
        asked.release();
    }

    /** Takes none any more, as the agent stops. */
    void stop() {
        stopped = true;
    }

    /**
     * Goes on until the thread is interrupted.
     *
     * @param sentence how the service is, with a configuration that is in force
     */
    void goOn(Agent agent, ServiceManager manager, Function<Configuration, String> sentence)
            throws InterruptedException {
        while (true) {
            boolean wished = asked.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            asked.drainPermits();
            try {
                if (!stopped && (wished || file.hasChanged())) {
                    manager.reloading(System.nanoTime());
                    manager.ready(taken(agent, sentence));
                }
                agent.complete();
            } catch (RuntimeException e) {
                if (!stopped) {
                    LOG.error("The configuration could not be taken, by a fault of Mirrorlog itself", e);
                }
            }
        }
    }

    private String taken(Agent agent, Function<Configuration, String> sentence) throws InterruptedException {
        try {
            Configuration next = file.load();
            agent.reload(next);
            return sentence.apply(next);
        } catch (ConfigurationException | QueueException e) {
            agent.refuse(String.valueOf(e.getMessage()));
            return "the new configuration is refused, the old one stays in force; the log says why";
        }
    }
}
