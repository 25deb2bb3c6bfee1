package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to connections once more, by time of arrival: at most one replay for each connection at a time. Its events
 * are marked with {@code replayed}. Safe for use by many threads.
 */
public interface Replays {

    /**
     * Says how wishes are read, before the first replay goes on.
     *
     * @param reader from {@link Replay.Wish#only}; throws IllegalArgumentException when that makes no sense
     */
    void filters(Function<Map<String, String>, Predicate<Event>> reader);

    /**
     * Begins a replay of events that the connection has looked at already, and returns when that wish is on disk. Until
     * its end no retention takes an event that it still needs; a full queue may.
     *
     * @throws ConnectionConflictException when one runs for it, when there is no such event, or when some are not retained
     *     any more
     * @throws IllegalArgumentException when a part of the wish makes no sense
     */
    Replay replay(String connection, Replay.Wish wish);

    /**
     * Counts what {@link #replay} would send, and throws what it would throw. Bounded: call it until the end.
     *
     * @param after the {@code next} of the count before, 0 at first
     */
    Replay.Count countReplay(String connection, Replay.Wish wish, long after);

    /** The connection's replay, or the last one that has ended; absent when there was none. */
    @Nullable
    Replay replayOf(String connection);

    /**
     * Ends a replay, and returns when that is on disk. What is under way is still delivered.
     *
     * @return false when none runs
     */
    boolean cancelReplay(String connection);
}
