package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.TimeRange;

/**
 * Which events are in a block.
 *
 * @param first the smallest sequence, and {@code last} the largest
 * @param size how many
 * @param times between which of the events' own times
 */
record Span(long first, long last, int size, TimeRange times) {

    /** Nothing, and nowhere. */
    static final Span EMPTY = new Span(Long.MAX_VALUE, Long.MIN_VALUE, 0, TimeRange.NONE);

    /** With one event more, behind the others. */
    Span with(long sequence, long moment) {
        return new Span(Math.min(first, sequence), sequence, size + 1, times.with(moment));
    }

    /** The moment that is read first of it. */
    long beginning(LogOrder order) {
        return order.isNewestFirst() ? times.latest() : times.earliest();
    }

    boolean mayHave(long sequence) {
        return first <= sequence && sequence <= last;
    }
}
