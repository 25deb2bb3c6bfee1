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
