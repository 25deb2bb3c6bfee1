package io.mirrorlog.connector;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did on a site, complete as the producer told it.
 *
 * @param timestamp when it happened, to the nanosecond, with the producer's own offset; its UTC year is 0000 to 9999
 * @param site the producer: {@code [A-Za-z0-9][A-Za-z0-9._ -]{0,99}}
 * @param message what happened, never empty; any characters, lone surrogates included
 * @param id the producer's, or one given at intake; absent only in an event read back from a line that never had one
 * @param metadata everything else the producer sent: one compact JSON object, keys in the order received, numbers and
 *     strings as received but unsafe characters escaped ({@link JsonStrings#isUnsafe})
 * @param marks what the agent has to say about the event (truncated, replayed, same id with other content …): a compact
 *     JSON object of the same kind
 */
public record Event(
        OffsetDateTime timestamp,
        String site,
        Severity severity,
        String message,
        @Nullable Scalar id,
        @Nullable Scalar type,
        @Nullable Scalar action,
        @Nullable Scalar user,
        String metadata,
        String marks) {

    /** Metadata or marks that hold nothing. */
    public static final String NONE = "{}";

    public Event {
        if (message.isEmpty()) {
            throw new IllegalArgumentException("an event has a message");
        }
    }

    /** The same event with other marks. */
    public Event marked(String newMarks) {
        return new Event(timestamp, site, severity, message, id, type, action, user, metadata, newMarks);
    }
}
