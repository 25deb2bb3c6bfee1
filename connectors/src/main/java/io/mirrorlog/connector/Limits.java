package io.mirrorlog.connector;

import java.time.Duration;

/**
 * The most that a connector takes in one delivery, and how long the lane waits for company.
 *
 * @param events at most so many entries a delivery
 * @param bytes at most so many bytes of text a delivery, UTF-8 with one byte for each line's end; a single larger entry
 *     is still offered, alone
 * @param linger how long the oldest event waits for others before a delivery that is not full
 */
public record Limits(int events, long bytes, Duration linger) {

    public Limits {
        if (events < 1 || bytes < 1 || linger.isNegative()) {
            throw new IllegalArgumentException("limits are at least one event and one byte, a linger of zero or more");
        }
    }
}
