package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryPolicyTest {

    private final RetryPolicy policy = new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5));

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1000",
        "2, 2000",
        "3, 4000",
        "9, 256000",
        "10, 300000",
        "63, 300000",
        "64, 300000",
        "2147483647, 300000"
    })
    void doublesUpToTheLongestWait(int failures, long millis) {
        assertThat(policy.waitAfter(failures, 1)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void takesTheRandomPartOfTheWholeWait() {
        assertThat(policy.waitAfter(3, 0.25)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.waitAfter(3, 0)).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void staysWithinItsBounds(long seed) {
        var random = new Random(seed);
        Duration first = Duration.ofMillis(1 + random.nextInt(100_000));
        var any = new RetryPolicy(first, first.plusMillis(random.nextInt(Integer.MAX_VALUE)));
        Duration wait = any.waitAfter(1 + random.nextInt(1_000_000), random.nextDouble());
        assertThat(wait).isBetween(Duration.ZERO, any.longest());
    }

    @Test
    void honoursAWishUpToADay() {
        assertThat(policy.waitAsAsked(Duration.ofHours(23))).isEqualTo(Duration.ofHours(23));
        assertThat(policy.waitAsAsked(Duration.ofDays(400))).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void refusesAWaitThatShrinks() {
        assertThatThrownBy(() -> new RetryPolicy(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
