package io.mirrorlog.agent.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one connection is, as it stands on disk.
 *
 * @param position the last sequence settled for it
 * @param bookmark the connector's last bookmark
 * @param waiting events behind the position
 * @param oldestWaiting when the first of those arrived
 * @param delivered events that arrived there
 * @param refused how often it refused an event for good: one that is offered again and refused again counts twice
 * @param retried deliveries that had to be tried again
 * @param dead dead letters kept
 * @param trouble what is wrong, absent while all is well
 * @param pause an admin's wish that nothing be delivered, absent while there is none
 * @param since when it began to work, or to fail in the present way; a pause has a time of its own. Absent where that is
 *     not known
 */
public record Standing(
        long position,
        @Nullable String bookmark,
        long waiting,
        @Nullable Instant oldestWaiting,
        long delivered,
        long refused,
        long retried,
        long dead,
        @Nullable Trouble trouble,
        @Nullable Pause pause,
        @Nullable Instant since) {

    /**
     * Nothing is delivered until an admin says so.
     *
     * @param reason for people
     */
    public record Pause(Instant since, String reason) {}

    /**
     * A run of failures.
     *
     * @param failures how many in a row
     * @param since when the first of them happened
     * @param reason the last one, for people
     * @param kind what follows from it
     */
    public record Trouble(int failures, Instant since, String reason, Kind kind) {}

    /** What follows from a failure. */
    public enum Kind {
        /** It will be tried again by itself, ever more slowly. */
        RETRYING,
        /** The destination refuses the connection as such: somebody must mend it. It is probed slowly. */
        BLOCKED,
        /** The connector itself broke. It is probed slowly. */
        FAILED
    }
}
