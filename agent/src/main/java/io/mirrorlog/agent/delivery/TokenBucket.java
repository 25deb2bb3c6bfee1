package io.mirrorlog.agent.delivery;

import io.mirrorlog.connector.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Says when a connection may call its destination, whoever calls for it.
 *
 * <p>A bucket that holds as many tokens as a burst has calls, and gets one back each interval; a call takes one. It is
 * kept as the time at which it will be full. Begins full. Safe for many threads.
 */
public final class TokenBucket {

    /** Of a destination that may be called at any time. */
    static final TokenBucket ALWAYS_FULL = new TokenBucket(null, InstantSource.fixed(Instant.EPOCH));

    private final Duration interval;

    /** In how long an empty one lets a call pass. */
    private final Duration slack;

    private final String reason;
    private final InstantSource clock;
    private Instant fullAt = Instant.EPOCH;

    /** @param pace null where a call may be made at any time */
    public TokenBucket(@Nullable Pace pace, InstantSource clock) {
        this.interval = pace == null ? Duration.ZERO : pace.rate().interval();
        this.slack = pace == null ? Duration.ZERO : interval.multipliedBy(pace.burst() - 1L);
        this.reason = pace == null ? "" : "its rate is " + pace.rate();
        this.clock = clock;
    }

    /** Takes a token if there is one; else nothing changes. Returns in how long there is one, zero when it was taken. */
    synchronized Duration take() {
        Instant now = clock.instant();
        Duration left = left(now);
        if (left.isZero()) {
            fullAt = (fullAt.isAfter(now) ? fullAt : now).plus(interval);
        }
        return left;
    }

    /** In how long there is a token; zero when there is one. */
    synchronized Duration left() {
        return left(clock.instant());
    }

    private Duration left(Instant now) {
        Instant empty = now.plus(slack).plus(interval);
        if (fullAt.isAfter(empty)) {
            fullAt = empty; // the clock was set back: nobody waits for it to catch up
        }
        Duration left = Duration.between(now.plus(slack), fullAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Why a call has to wait, for people. */
    String reason() {
        return reason;
    }
}
