package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.TimeRange;
import java.util.Arrays;

/**
 * Between which times the events of this process's commits lie, told without a look at them. Safe for many threads.
 *
 * <p>Bounded: where it has no room, old commits that follow each other become one, the older the more of them.
 */
final class CommitTimes {

    private static final int PLACES = 1_024;

    /** So many of them become half as many where there is no room; the others stay as they are. */
    private static final int OLD = PLACES / 2;

    /** What each one ends with. */
    private final long[] lasts = new long[PLACES];

    private final TimeRange[] ranges = new TimeRange[PLACES];
    private int count;
    private long unknownThrough;

    /** Of the events up to that sequence nothing is known; there are none behind it yet. */
    synchronized void beginAfter(long sequence) {
        unknownThrough = sequence;
        Arrays.fill(ranges, 0, count, null);
        count = 0;
    }

    /** @param last the last sequence of a commit that follows the others */
    synchronized void add(long last, TimeRange range) {
        if (count == PLACES) {
            makeRoom();
        }
        lasts[count] = last;
        ranges[count++] = range;
    }

    private void makeRoom() {
        for (int i = 0; i < OLD / 2; i++) {
            lasts[i] = lasts[2 * i + 1];
            ranges[i] = ranges[2 * i].and(ranges[2 * i + 1]);
        }
        System.arraycopy(lasts, OLD, lasts, OLD / 2, PLACES - OLD);
        System.arraycopy(ranges, OLD, ranges, OLD / 2, PLACES - OLD);
        count = PLACES - OLD / 2;
    }

    /** All that was committed with larger sequences lies within, and what was committed with the first of them, perhaps more. */
    synchronized TimeRange after(long sequence) {
        if (sequence < unknownThrough) {
            return TimeRange.ALL;
        }
        TimeRange range = TimeRange.NONE;
        for (int i = count - 1; i >= 0 && lasts[i] > sequence; i--) {
            range = range.and(ranges[i]);
        }
        return range;
    }
}
