package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import java.time.Duration;

/**
 * How patient a connection is with its destination. It never gives up.
 *
 * @param first the wait after the first failure; 10 milliseconds to 1 hour
 * @param max the longest wait; from the first to 24 hours
 */
public record RetrySettings(
        @Option(value = "the wait after the first failure, doubled with each; 10ms to 1h", orElse = "1s")
        Duration first,

        @Option(value = "the longest wait; from the first to 24h", orElse = "5m")
        Duration max) {

    public RetrySettings {
        var faults = new Faults()
                .range("first", first, Duration.ofMillis(10), Duration.ofHours(1))
                .range("max", max, Duration.ofMillis(10), Duration.ofHours(24));
        if (max.compareTo(first) < 0) {
            faults.add("max, first: a longest wait of " + Durations.text(max) + " is shorter than the first of "
                    + Durations.text(first) + "; max is at least first");
        }
        faults.throwAny();
    }
}
