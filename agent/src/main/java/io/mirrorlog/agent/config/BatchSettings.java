package io.mirrorlog.agent.config;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Option;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much one delivery holds; what is absent is the connector's own.
 *
 * @param events 1 to 10,000
 * @param bytes 1 KiB to 64 MiB
 * @param linger how long the oldest event waits for others; 0 to 1 minute
 */
public record BatchSettings(
        @Option("at most so many events a delivery; 1 to 10000") @Nullable
        Integer events,

        @Option("at most so many bytes a delivery; 1KiB to 64MiB") @Nullable
        ByteSize bytes,

        @Option("how long the oldest event waits for others; 0 to 1m") @Nullable
        Duration linger) {

    public BatchSettings {
        var faults = new Faults();
        if (events != null) {
            faults.range("events", events, 1, 10_000);
        }
        if (bytes != null) {
            faults.range("bytes", bytes, ByteSize.ofKiB(1), ByteSize.ofMiB(64));
        }
        if (linger != null) {
            faults.range("linger", linger, Duration.ZERO, Duration.ofMinutes(1));
        }
        faults.throwAny();
    }

    /** The connector's limits with what the user chose. */
    Limits over(Limits own) {
        return new Limits(
                events != null ? events : own.events(),
                bytes != null ? bytes.bytes() : own.bytes(),
                linger != null ? linger : own.linger(),
                own.pace());
    }
}
