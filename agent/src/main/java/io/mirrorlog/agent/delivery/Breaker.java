package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Standing.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether it is worth a producer's time to write to a destination directly.
 *
 * <p>Opens after {@value #FAILURES} failures in a row, at once when the destination says so itself, and while the
 * connection's lane fails. When its time has come, one write is tried: its success closes it, its failure opens it for
 * longer. Safe for many threads.
 */
final class Breaker {

    /** So many producers in a row wait for nothing, at most. */
    static final int FAILURES = 3;

    /**
     * Open.
     *
     * @param until then one write is tried
     * @param asked whether the destination itself wants to be left alone until then
     */
    private record Open(String reason, Instant until, boolean asked) {}

    private final RetryPolicy retries;
    private final InstantSource clock;
    private final DoubleSupplier chance;

    /** In a row. */
    private int failures;

    /** In a row, without a success between them. */
    private int openings;

    private @Nullable Open open;
    private @Nullable Open laneFails;
    private boolean probing;

    /** @param chance gives the jitter, from 0 up to 1 */
    Breaker(RetryPolicy retries, InstantSource clock, DoubleSupplier chance) {
        this.retries = retries;
        this.clock = clock;
        this.chance = chance;
    }

    /** Why nothing should be written now; null when it may. */
    synchronized @Nullable String refusal() {
        if (laneFails != null && (probing || inForce(laneFails))) {
            return laneFails.reason();
        }
        return open != null && (probing || inForce(open)) ? open.reason() : null;
    }

    private boolean inForce(Open present) {
        return clock.instant().isBefore(present.until());
    }

    /** Begins a write. The same as {@link #refusal}, but that of an open one's first write no second is let in beside. */
    synchronized @Nullable String enter() {
        String refusal = refusal();
        if (refusal == null) {
            probing = laneFails != null || open != null;
        }
        return refusal;
    }

    /** A write that was let in was not tried after all. */
    synchronized void left() {
        probing = false;
    }

    /** Returns whether it had been open. */
    synchronized boolean delivered() {
        boolean closes = open != null;
        open = null;
        laneFails = null;
        probing = false;
        failures = 0;
        openings = 0;
        return closes;
    }

    /**
     * @param kind tells whether this failure may have been a single one, or the next write would fail as well
     * @param asked how long the destination wants to be left alone, if it said so
     * @return how many failures there were in a row when this one has opened it; 0 when it was open, or is not now
     */
    synchronized int failed(String reason, Kind kind, @Nullable Duration asked) {
        boolean wasOpen = open != null;
        failures++;
        probing = false;
        if (!wasOpen && kind == Kind.RETRYING && asked == null && failures < FAILURES) {
            return 0;
        }
        openings++;
        Duration own = half(retries.waitAfter(openings, 1));
        Duration wish = asked == null ? Duration.ZERO : retries.waitAsAsked(asked);
        boolean obeys = wish.compareTo(own) > 0;
        open = new Open(reason, clock.instant().plus(obeys ? wish : own), asked != null);
        return wasOpen ? 0 : failures;
    }

    /** Half of it for certain, and a random part of the other half: a probe costs a producer its time. */
    private Duration half(Duration longest) {
        return Duration.ofMillis(Math.round(longest.toMillis() * (1 + chance.getAsDouble()) / 2));
    }

    /** The lane tries again by itself; should it have nothing to try any more, a write is tried after the longest wait. */
    synchronized void laneFailed(String reason) {
        laneFails = new Open(reason, clock.instant().plus(retries.longest()), false);
    }

    synchronized void laneDelivered() {
        laneFails = null;
    }

    /** For how long the destination still wants to be left alone, as it told a direct write; zero when it may be called. */
    synchronized Duration askedFor() {
        return open == null || !open.asked() ? Duration.ZERO : left(open);
    }

    /** In how long a write may be tried again; zero when it may now. */
    synchronized Duration opensFor() {
        Duration direct = left(open);
        Duration lane = left(laneFails);
        return direct.compareTo(lane) > 0 ? direct : lane;
    }

    private Duration left(@Nullable Open present) {
        Duration left = present == null ? Duration.ZERO : Duration.between(clock.instant(), present.until());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Why it is open, or an empty text. */
    synchronized String reason() {
        return open == null ? "" : open.reason();
    }
}
