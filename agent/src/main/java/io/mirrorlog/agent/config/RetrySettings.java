package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import java.time.Duration;

/**
 * How patient a connection is with its destination.
 *
 * @param first the wait after the first failure; 10 milliseconds to 1 hour
 * @param max the longest wait; from the first to 24 hours
 * @param giveUpAfter what has waited longer is written to a file; the longest wait to 3650 days
 */
public record RetrySettings(
        @Option(value = "the wait after the first failure, doubled with each; 10ms to 1h", orElse = "1s")
        Duration first,

        @Option(value = "the longest wait; from the first to 24h", orElse = "5m")
        Duration max,

        @Option(
                value = "what has waited longer is written to a file in data_dir/released; from the longest wait to"
                        + " 3650d",
                orElse = "7d")
        Duration giveUpAfter) {

    public RetrySettings {
        var faults = new Faults()
                .range("first", first, Duration.ofMillis(10), Duration.ofHours(1))
                .range("max", max, Duration.ofMillis(10), Duration.ofHours(24))
                .range("give_up_after", giveUpAfter, Duration.ofMillis(10), Duration.ofDays(3650));
        if (max.compareTo(first) < 0) {
            faults.add("max, first: a longest wait of " + Durations.text(max) + " is shorter than the first of "
                    + Durations.text(first) + "; max is at least first");
        }
        if (giveUpAfter.compareTo(max) < 0) {
            faults.add("give_up_after, max: giving up after " + Durations.text(giveUpAfter)
                    + " is sooner than the longest wait of " + Durations.text(max)
                    + "; give_up_after is at least max");
        }
        faults.throwAny();
    }
}
