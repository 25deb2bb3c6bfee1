package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

    private static final Duration NOW = Duration.ZERO;

    private final FakeClock clock = new FakeClock();
    private final TokenBucket bucket = bucket("10/s", 3);

    private TokenBucket bucket(String rate, int burst) {
        return new TokenBucket(new Pace(Rate.parse(rate), burst), clock);
    }

    @Test
    void letsABurstPassAndThenOneCallEachInterval() {
        assertThat(bucket.take()).isEqualTo(NOW);
        assertThat(bucket.take()).isEqualTo(NOW);
        assertThat(bucket.take()).isEqualTo(NOW);
        assertThat(bucket.take()).isEqualTo(Duration.ofMillis(100));
        clock.advance(Duration.ofMillis(99));
        assertThat(bucket.take()).isEqualTo(Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(1));
        assertThat(bucket.left()).isEqualTo(NOW);
        assertThat(bucket.take()).isEqualTo(NOW);
        assertThat(bucket.left()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void isFullAgainAfterASilence() {
        bucket.take();
        clock.advance(Duration.ofHours(1));
        assertThat(bucket.take()).isEqualTo(NOW);
        assertThat(bucket.take()).isEqualTo(NOW);
        assertThat(bucket.take()).isEqualTo(NOW);
        assertThat(bucket.take()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void doesNotWaitForAClockThatWasSetBack() {
        bucket.take();
        clock.advance(Duration.ofDays(-1));
        assertThat(bucket.take()).isEqualTo(Duration.ofMillis(100));
        clock.advance(Duration.ofMillis(100));
        assertThat(bucket.take()).isEqualTo(NOW);
    }

    @Test
    void isAlwaysFullWithoutAPace() {
        var always = new TokenBucket(null, clock);
        for (int i = 0; i < 1_000; i++) {
            assertThat(always.take()).isEqualTo(NOW);
        }
    }

    @Test
    void letsASecondsWorthPassAtOnceUnlessSomebodySaysOtherwise() {
        assertThat(new Pace(Rate.parse("7/s")).burst()).isEqualTo(7);
        assertThat(new Pace(Rate.parse("600/m")).burst()).isEqualTo(10);
        assertThat(new Pace(Rate.parse("59/m")).burst()).isEqualTo(1);
        assertThat(new Pace(Rate.parse("1/h")).burst()).isEqualTo(1);
    }

    /** Of any calls that follow each other, all but a burst are an interval apart; and no call waits longer than for that. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void neverLetsMorePassThanItsRateNorLess(long seed) {
        var random = new Random(seed);
        var pace = new Pace(new Rate(1 + random.nextInt(100), Duration.ofSeconds(1)), 1 + random.nextInt(10));
        var randomly = new TokenBucket(pace, clock);
        long interval = pace.rate().interval().toNanos();
        Instant began = clock.instant();
        long calls = 0;
        long latest = Long.MIN_VALUE;
        long earliest = Long.MIN_VALUE; // when the next call may be made, counted from the beginning
        for (int i = 0; i < 20_000; i++) {
            long now = Duration.between(began, clock.instant()).toNanos();
            Duration left = randomly.take();
            assertThat(left.toNanos()).isEqualTo(Math.max(0, earliest - now));
            if (left.isZero()) {
                latest = Math.max(latest, now - calls * interval);
                calls++;
                earliest = latest + (calls - (pace.burst() - 1)) * interval;
            }
            clock.advance(random.nextBoolean() ? left : Duration.ofNanos(random.nextInt(30_000_000)));
        }
    }
}
