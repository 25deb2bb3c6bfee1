package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import java.time.Duration;

/**
 * How a connection is written to directly.
 *
 * @param timeout how long a producer waits for that; 50 milliseconds to 30 seconds
 * @param onFailure what becomes of events that the destination does not have by then
 */
public record DirectSettings(
        @Option(value = "how long a producer waits for the destination; 50ms to 30s", orElse = "2s")
        Duration timeout,

        @Option(
                value = "queue: what the destination does not take waits in the queue; reject: it is not taken at all",
                orElse = "queue")
        OnFailure onFailure) {

    /** What becomes of events that the destination does not have in time. */
    public enum OnFailure {
        /** They wait in the queue like those of any other connection. */
        QUEUE,
        /** Their request is refused, and nothing of it is stored. */
        REJECT
    }

    static final DirectSettings USUAL = new DirectSettings(Duration.ofSeconds(2), OnFailure.QUEUE);

    public DirectSettings {
        new Faults()
                .range("timeout", timeout, Duration.ofMillis(50), Duration.ofSeconds(30))
                .throwAny();
    }
}
