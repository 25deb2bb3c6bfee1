package io.mirrorlog.agent.delivery;

import java.time.Duration;

/**
 * How long to wait after the n-th failure in a row: doubling from the first wait to the longest, of which a random part
 * is taken (full jitter), so that many connections do not come back in step.
 */
public record RetryPolicy(Duration first, Duration longest) {

    /** Longer than any sane backoff, short enough that a wrong clock at the destination cannot park a lane for ever. */
    static final Duration LONGEST_WISH = Duration.ofHours(24);

    public RetryPolicy {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("the first wait is at least 1 ms, the longest not below the first");
        }
    }

    /**
     * The wait after the n-th failure.
     *
     * @param failures in a row, from 1
     * @param jitter from 0 up to 1
     */
    public Duration waitAfter(int failures, double jitter) {
        return Duration.ofMillis(Math.round(ceiling(failures).toMillis() * jitter));
    }

    /** The wait that a destination asked for, within reason; never shorter than asked up to a day. */
    public Duration waitAsAsked(Duration wish) {
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }

    private Duration ceiling(int failures) {
        int doublings = Math.max(0, failures - 1);
        if (doublings >= Long.numberOfLeadingZeros(first.toMillis()) - 1) {
            return longest;
        }
        Duration doubled = Duration.ofMillis(first.toMillis() << doublings);
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
