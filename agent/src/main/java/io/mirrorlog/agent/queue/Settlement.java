package io.mirrorlog.agent.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch: all of it is settled, but for what is named here.
 *
 * @param batch what was offered
 * @param refused set aside as dead letters, with the reason, by sequence
 * @param again put aside to be offered again
 * @param againDue when those are due
 * @param bookmark the connector's bookmark, stored together with the position; null leaves the old one
 */
public record Settlement(
        String connection,
        Batch batch,
        Map<Long, String> refused,
        Set<Long> again,
        Instant againDue,
        @Nullable String bookmark) {

    public Settlement {
        refused = Map.copyOf(refused);
        again = Set.copyOf(again);
    }

    /** Every event of the batch is where it belongs. */
    public static Settlement delivered(String connection, Batch batch, @Nullable String bookmark) {
        return new Settlement(connection, batch, Map.of(), Set.of(), Instant.EPOCH, bookmark);
    }
}
