package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Hears when events have reached a destination, batch by batch. Called by many lanes at once; returns at once. */
@FunctionalInterface
public interface Timings {

    /** For those who do not care. */
    Timings NONE = (connection, events, now) -> {};

    /** What a direct write came to. */
    enum Direct {
        DELIVERED,
        /** Left to the connection's lane. */
        QUEUED,
        /** Not taken at all. */
        REJECTED
    }

    /**
     * So many events were written directly, or were not.
     *
     * @param took from their arrival until that was on disk
     */
    default void direct(String connection, Direct what, int events, Duration took) {}

    /**
     * These are at their destination, and the queue knows it.
     *
     * @param now when that was on disk
     */
    void delivered(String connection, List<QueuedEvent> events, Instant now);
}
