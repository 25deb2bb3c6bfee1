package io.mirrorlog.agent.index;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events are in a block.
 *
 * @param first the smallest sequence, and {@code last} the largest
 * @param size how many
 * @param earliest the first second of the events' own times, and {@code latest} the last
 */
record Span(long first, long last, int size, long earliest, long latest) {

    /** Nothing, and nowhere. */
    static final Span EMPTY = new Span(Long.MAX_VALUE, Long.MIN_VALUE, 0, Long.MAX_VALUE, Long.MIN_VALUE);

    /** With one event more, behind the others. */
    Span with(long sequence, long second) {
        return new Span(
                Math.min(first, sequence), sequence, size + 1, Math.min(earliest, second), Math.max(latest, second));
    }

    /** Whether all that is in it stands before that place. */
    boolean isBefore(LogKey from, LogOrder order) {
        return order.isNewestFirst() ? earliest > from.second() : latest < from.second();
    }

    /** The second that is read first of it. */
    long beginning(LogOrder order) {
        return order.isNewestFirst() ? latest : earliest;
    }

    boolean isWithin(@Nullable Instant since, @Nullable Instant until) {
        return (since == null || latest >= since.getEpochSecond())
                && (until == null || earliest <= until.getEpochSecond());
    }

    boolean mayHave(long sequence) {
        return first <= sequence && sequence <= last;
    }
}
