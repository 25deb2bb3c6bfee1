package io.mirrorlog.agent.queue;

import java.util.List;

/**
 * Events of one connection that are to be delivered now, in queue order.
 *
 * @param source where they come from, which decides what settling them moves
 * @param full false when the connection has nothing more waiting behind them
 */
public record Batch(Source source, List<QueuedEvent> events, boolean full) {

    /** The two places in which an event waits for a connection. */
    public enum Source {
        /** Behind the connection's position: settling moves the position. */
        LIVE,
        /** Before the position, put aside to be offered again: settling ends the exception. */
        AGAIN
    }

    /** Nothing is to be delivered. */
    public static final Batch NOTHING = new Batch(Source.LIVE, List.of(), false);

    public Batch {
        events = List.copyOf(events);
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    /** The first so many events, as a batch with more behind it. */
    public Batch first(int count) {
        return count >= events.size() ? this : new Batch(source, events.subList(0, count), true);
    }
}
