package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import java.time.Instant;

/**
 * An event that a destination refused for good, kept with a copy of the event so that retention cannot take it.
 *
 * @param attempts how often it was offered
 * @param first when it was offered first
 * @param last when it was refused
 */
public record DeadLetter(
        String connection, QueuedEvent queued, String reason, int attempts, Instant first, Instant last) {

    public long sequence() {
        return queued.sequence();
    }

    /** The same with another event, such as what may be seen of it. */
    public DeadLetter showing(Event event) {
        var shown = new QueuedEvent(queued.sequence(), queued.arrived(), queued.bytes(), event);
        return new DeadLetter(connection, shown, reason, attempts, first, last);
    }
}
