package io.mirrorlog.agent;

import io.mirrorlog.agent.config.Durations;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import io.mirrorlog.connector.Counted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets connections give up what has waited too long, of those that have failed, or been paused, for as long. Looks once a
 * minute, on a thread of its own.
 */
final class EndOfPatience implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final EventQueue queue;
    private final Supplier<Map<String, Duration>> limits;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;

    /** @param limits how long events may wait for each connection that is configured at the moment, by its name */
    EndOfPatience(EventQueue queue, Supplier<Map<String, Duration>> limits, InstantSource clock) {
        this.queue = queue;
        this.limits = limits;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            var named = new Thread(work, "patience");
            named.setDaemon(true);
            return named;
        });
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(
                this::look, BETWEEN_LOOKS.toSeconds(), BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS);
    }

    /** Lets every connection give up what has waited too long for it; what cannot be done now is done by a later look. */
    void look() {
        limits.get().forEach((connection, limit) -> {
            try {
                giveUp(connection, limit);
            } catch (UnknownConnectionException e) {
                LOG.debug("{}: was taken out of the configuration meanwhile", connection);
            } catch (QueueException e) {
                LOG.error("{}: {}; it goes on waiting, and that is tried again", connection, e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("{}: what has waited too long for it could not be given up", connection, e);
            }
        });
    }

    private void giveUp(String connection, Duration limit) {
        Instant now = clock.instant();
        if (stuck(queue.standing(connection), now).compareTo(limit) <= 0) {
            return; // old events alone do not count: they may be a backfill
        }
        Instant before = now.minus(limit);
        String reason = "it had waited for more than " + Durations.text(limit);
        Released given = queue.giveUp(connection, before, reason);
        while (given != null) {
            LOG.warn(
                    "{}: {} waited for more than {} (retry.give_up_after); all lies in released/{} now until"
                            + " somebody offers it again or drops it",
                    connection,
                    Counted.of(given.left(), "event", "has", "have"),
                    Durations.text(limit),
                    given.file());
            given = Thread.currentThread().isInterrupted() ? null : queue.giveUp(connection, before, reason);
        }
    }

    /** For how long nothing has got through, by the connection's fault or an admin's wish. */
    private static Duration stuck(Standing standing, Instant now) {
        Standing.Trouble trouble = standing.trouble();
        Standing.Pause pause = standing.pause();
        Instant failing = trouble == null ? now : trouble.since();
        Instant paused = pause == null ? now : pause.since();
        return Duration.between(failing.isBefore(paused) ? failing : paused, now);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
