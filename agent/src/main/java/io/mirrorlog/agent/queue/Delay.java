package io.mirrorlog.agent.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The events that waited while nothing was delivered to a connection: what a gap marker tells.
 *
 * @param from when the oldest of them arrived
 * @param until when deliveries went on
 * @param first the sequence of the oldest
 * @param last no younger one was in the queue then
 * @param events how many they were, those included that are not for this connection
 */
public record Delay(Instant from, Instant until, long first, long last, long events) {

    /** What waits behind a connection's position; null when nothing does. */
    public static @Nullable Delay of(EventQueue queue, String connection, Instant until) {
        return of(queue, connection, Batch.NOTHING, until);
    }

    /**
     * The same with what was delivered already.
     *
     * @param delivered before the connection's position
     */
    public static @Nullable Delay of(EventQueue queue, String connection, Batch delivered, Instant until) {
        long last = queue.last();
        Standing standing = queue.standing(connection);
        long events = delivered.events().size() + standing.waiting();
        if (!delivered.isEmpty()) {
            QueuedEvent oldest = delivered.events().get(0);
            return new Delay(oldest.arrived(), until, oldest.sequence(), Math.max(last, standing.position()), events);
        }
        Instant oldest = standing.oldestWaiting();
        return oldest == null ? null : new Delay(oldest, until, standing.position() + 1, last, events);
    }

    /** The own event with these facts. */
    public OwnEvent toldIn(OwnEvent event) {
        return event.with("delayed_events", events)
                .with("delayed_from", from)
                .with("delayed_until", until)
                .with("first_sequence", first)
                .with("last_sequence", last);
    }
}
