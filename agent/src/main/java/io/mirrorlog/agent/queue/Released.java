package io.mirrorlog.agent.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events in a row that a connection has given up for now: they lie in a file until somebody offers them again, or drops
 * them.
 *
 * @param first its first sequence, by which a connection's range is known
 * @param last its last sequence
 * @param events how many there are in the file
 * @param left how many of them the destination does not have yet
 * @param since when the first of them arrived
 * @param until when the last of them arrived
 * @param at when they were given up
 * @param reason why, for people
 * @param file its name in the folder {@code released} of the data folder
 * @param offered true while they are offered again
 * @param problem why the file could not be read when that was tried last; absent while all is well
 */
public record Released(
        String connection,
        long first,
        long last,
        long events,
        long left,
        Instant since,
        Instant until,
        Instant at,
        String reason,
        String file,
        boolean offered,
        @Nullable String problem) {}
