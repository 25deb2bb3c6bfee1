package io.mirrorlog.agent.queue;

import java.util.List;

/**
 * Events of one connection that are to be delivered now, in queue order.
 *
 * @param source where they come from, which decides what settling them moves
 * @param full false when the connection has nothing more waiting behind them; an empty batch that is full asks to be
 *     followed by another look
 * @param through the last sequence that is looked at with it; 0 when there is none
 */
public record Batch(Source source, List<QueuedEvent> events, boolean full, long through) {

    /** The places in which an event waits for a connection. */
    public enum Source {
        /** Behind the connection's position: settling moves the position. */
        LIVE,
        /**
         * Behind the connection's position as well, where events before it may not be settled yet: settling moves the
         * position only as far as all is settled.
         */
        AHEAD,
        /** Before the position, put aside to be offered again: settling ends the exception. */
        AGAIN,
        /** Before the position, in a file of what was given up: settling moves the position within that file. */
        RELEASED,
        /** Before the position, sent once more by an admin's wish: settling moves the position of that replay. */
        REPLAY
    }

    /** Nothing is to be delivered. */
    public static final Batch NOTHING = new Batch(Source.LIVE, List.of(), false);

    public Batch {
        events = List.copyOf(events);
    }

    /** Looked at up to its last event. */
    public Batch(Source source, List<QueuedEvent> events, boolean full) {
        this(
                source,
                events,
                full,
                events.isEmpty() ? 0 : events.get(events.size() - 1).sequence());
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    /** The same live events, to be settled whatever becomes of those before them. */
    public Batch ahead() {
        return new Batch(Source.AHEAD, events, full, through);
    }

    /** The first so many events, as a batch with more behind it. */
    public Batch first(int count) {
        return count >= events.size() ? this : new Batch(source, events.subList(0, count), true);
    }
}
