package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.Standing.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final FakeClock clock = new FakeClock();
    private final Breaker breaker =
            new Breaker(new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)), clock, () -> 1);

    @Test
    void opensAfterThreeFailuresInARow() {
        assertThat(breaker.failed("no", Kind.RETRYING, null)).isZero();
        assertThat(breaker.failed("no", Kind.RETRYING, null)).isZero();
        assertThat(breaker.delivered()).isFalse();
        assertThat(breaker.failed("no", Kind.RETRYING, null)).isZero();
        assertThat(breaker.failed("no", Kind.RETRYING, null)).isZero();
        assertThat(breaker.enter()).isNull();
        assertThat(breaker.failed("no answer", Kind.RETRYING, null)).isEqualTo(3);
        assertThat(breaker.enter()).isEqualTo("no answer");
    }

    @Test
    void opensAtOnceWhereTheNextWouldFailAsWell() {
        assertThat(breaker.failed("HTTP 401", Kind.BLOCKED, null)).isEqualTo(1);
        assertThat(breaker.refusal()).isEqualTo("HTTP 401");
    }

    @Test
    void letsOneWriteProbeAfterAWhileAndNoneBesideIt() {
        breaker.failed("down", Kind.BLOCKED, null);
        clock.advance(Duration.ofMillis(999));
        assertThat(breaker.enter()).isEqualTo("down");
        clock.advance(Duration.ofMillis(1));
        assertThat(breaker.enter()).isNull();
        assertThat(breaker.enter()).isEqualTo("down");
        assertThat(breaker.delivered()).isTrue();
        assertThat(breaker.enter()).isNull();
        assertThat(breaker.enter()).isNull();
    }

    @Test
    void waitsTwiceAsLongAfterEachProbeThatFailsUpToTheLongest() {
        breaker.failed("down", Kind.BLOCKED, null);
        Duration[] waits = new Duration[10];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = breaker.opensFor();
            clock.advance(waits[i]);
            assertThat(breaker.enter()).isNull();
            assertThat(breaker.failed("still down", Kind.RETRYING, null)).isZero();
        }
        assertThat(waits)
                .startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4))
                .endsWith(Duration.ofSeconds(256), Duration.ofMinutes(5));
    }

    @Test
    void letsAnotherProbeWhenTheFirstWasNotTriedAfterAll() {
        breaker.failed("down", Kind.BLOCKED, null);
        clock.advance(Duration.ofSeconds(1));
        assertThat(breaker.enter()).isNull();
        breaker.left();
        assertThat(breaker.enter()).isNull();
    }

    @Test
    void leavesTheDestinationAloneForAsLongAsItAsks() {
        assertThat(breaker.askedFor()).isZero();
        assertThat(breaker.failed("HTTP 429", Kind.RETRYING, Duration.ofMinutes(10)))
                .isEqualTo(1);
        clock.advance(Duration.ofMinutes(9));
        assertThat(breaker.refusal()).isEqualTo("HTTP 429");
        assertThat(breaker.askedFor()).isEqualTo(Duration.ofMinutes(1));
        clock.advance(Duration.ofMinutes(1));
        assertThat(breaker.askedFor()).isZero();
        assertThat(breaker.enter()).isNull();
    }

    @Test
    void doesNotBelieveAWishThatWouldLastForEver() {
        breaker.failed("HTTP 429", Kind.RETRYING, Duration.ofDays(400));
        assertThat(breaker.opensFor()).isEqualTo(RetryPolicy.LONGEST_WISH);
    }

    @Test
    void asksForNothingOnItsOwnAccount() {
        breaker.failed("down", Kind.BLOCKED, null);
        assertThat(breaker.askedFor()).isZero();
        assertThat(breaker.opensFor()).isPositive();
    }

    @Test
    void isOpenWhileTheLaneFailsAndClosesWithIt() {
        breaker.laneFailed("HTTP 503");
        assertThat(breaker.enter()).isEqualTo("HTTP 503");
        breaker.laneDelivered();
        assertThat(breaker.enter()).isNull();
    }

    @Test
    void doesNotWaitForALaneThatHasNothingToTryAnyMore() {
        breaker.laneFailed("HTTP 503");
        clock.advance(Duration.ofMinutes(5));
        assertThat(breaker.enter()).isNull();
        assertThat(breaker.enter()).isEqualTo("HTTP 503");
        breaker.delivered();
        assertThat(breaker.enter()).isNull();
    }

    @Test
    void isNotClosedByALaneWhoseDestinationIsOnlyTooSlowToBeWaitedFor() {
        breaker.failed("no answer", Kind.BLOCKED, null);
        breaker.laneDelivered();
        assertThat(breaker.refusal()).isEqualTo("no answer");
    }
}
