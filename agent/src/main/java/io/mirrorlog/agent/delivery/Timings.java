package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.time.Instant;
import java.util.List;

/** Hears when events have reached a destination, batch by batch. Called by many lanes at once; returns at once. */
@FunctionalInterface
public interface Timings {

    /** For those who do not care. */
    Timings NONE = (connection, events, now) -> {};

    /**
     * These are at their destination, and the queue knows it.
     *
     * @param now when that was on disk
     */
    void delivered(String connection, List<QueuedEvent> events, Instant now);
}
