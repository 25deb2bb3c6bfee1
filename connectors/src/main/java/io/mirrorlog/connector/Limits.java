package io.mirrorlog.connector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The most that a connector takes in one delivery, how long the lane waits for company, and how often it may call.
 *
 * @param events at most so many entries a delivery
 * @param bytes at most so many bytes of text a delivery, UTF-8 with one byte for each line's end; a single larger entry
 *     is still offered, alone
 * @param linger how long the oldest event waits for others before a delivery that is not full
 * @param pace how often the destination may be called; null where it does not mind
 */
public record Limits(
        int events, long bytes, Duration linger, @Nullable Pace pace) {

    public Limits {
        if (events < 1 || bytes < 1 || linger.isNegative()) {
            throw new IllegalArgumentException("limits are at least one event and one byte, a linger of zero or more");
        }
    }

    /** Of a destination that may be called at any time. */
    public Limits(int events, long bytes, Duration linger) {
        this(events, bytes, linger, null);
    }

    /** The same with another number of events. */
    public Limits holding(int number) {
        return new Limits(number, bytes, linger, pace);
    }

    /** The same at another pace. */
    public Limits at(@Nullable Pace other) {
        return new Limits(events, bytes, linger, other);
    }
}
