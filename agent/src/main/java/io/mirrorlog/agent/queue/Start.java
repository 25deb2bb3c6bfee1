package io.mirrorlog.agent.queue;

import java.time.Instant;

/** Where in the queue a connection begins that the queue has not seen before. */
public sealed interface Start {

    /** Behind everything that is there. */
    record Now() implements Start {}

    /** With the oldest event that is retained. */
    record Earliest() implements Start {}

    /** With the first event, by sequence, that arrived at that time or later; behind everything when there is none. */
    record At(Instant time) implements Start {}
}
