package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Retained events that are sent to a connection once more.
 *
 * @param first the first sequence that it looks at
 * @param last the last one; below the first where there is nothing
 * @param position the last one that it has looked at
 * @param sent events that the destination has got from it
 * @param missing sequences that were not retained any more when it came to them
 * @param at when it was asked for
 * @param ended when it came to its end or was cancelled; absent while it runs
 */
public record Replay(
        String connection,
        Wish wish,
        State state,
        long first,
        long last,
        long position,
        long sent,
        long missing,
        Instant at,
        @Nullable Instant ended) {

    /** What is to become of it. */
    public enum State {
        RUNNING,
        /** It came to its end. */
        DONE,
        /** An admin has ended it. */
        CANCELLED
    }

    /**
     * Which events are to be sent.
     *
     * @param since those that arrived then or later; absent for the oldest retained
     * @param until those that arrived before; absent for all up to the connection's position
     * @param only what must hold besides, in the words of whoever reads it ({@link Replays#filters})
     */
    public record Wish(@Nullable Instant since, @Nullable Instant until, Map<String, String> only) {

        public Wish {
            only = Map.copyOf(only);
        }

        /** Reads no wish but an empty one: what a queue does that was told nothing else. */
        public static Predicate<Event> unread(Map<String, String> only) {
            if (!only.isEmpty()) {
                throw new IllegalArgumentException("only: nobody reads it here");
            }
            return event -> true;
        }

        /** Whether an event of that time of arrival may be among them. */
        public boolean fits(Instant arrived) {
            return (since == null || !arrived.isBefore(since)) && (until == null || arrived.isBefore(until));
        }
    }

    /**
     * A part of what a replay would send.
     *
     * @param events how many
     * @param next behind which sequence to count on; 0 at the end
     */
    public record Count(long events, long next) {}
}
