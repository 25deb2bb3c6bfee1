package io.mirrorlog.agent.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Between which times of their own some events lie, both included. Immutable.
 *
 * @param earliest a {@link #moment}, and {@code latest} too
 */
public record TimeRange(long earliest, long latest) {

    /** Of no events. */
    public static final TimeRange NONE = new TimeRange(Long.MAX_VALUE, Long.MIN_VALUE);

    /** Of any events. */
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    private static final long NANOS = 1_000_000_000;
    private static final long LAST_SECOND = Long.MAX_VALUE / NANOS - 1;

    /**
     * A time as nanoseconds since 1970. Times before 1678 are the same moment for it, and so are those after 2262: what it
     * says of two of them that differ is true of the times.
     */
    public static long moment(long second, long nano) {
        if (second > LAST_SECOND) {
            return Long.MAX_VALUE;
        }
        return second < -LAST_SECOND ? Long.MIN_VALUE : second * NANOS + Math.max(0, Math.min(NANOS - 1, nano));
    }

    public static long moment(Instant time) {
        return moment(time.getEpochSecond(), time.getNano());
    }

    /** Whether some of it lies between two times, both included; null for no end. */
    public boolean meets(@Nullable Instant since, @Nullable Instant until) {
        return (since == null || latest >= moment(since)) && (until == null || earliest <= moment(until));
    }

    /** Around that moment, too. */
    public TimeRange with(long moment) {
        return new TimeRange(Math.min(earliest, moment), Math.max(latest, moment));
    }

    /** Around all that lies in one of them. */
    public TimeRange and(TimeRange other) {
        return new TimeRange(Math.min(earliest, other.earliest), Math.max(latest, other.latest));
    }
}
