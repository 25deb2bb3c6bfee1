package io.mirrorlog.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeRangeTest {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00.000000001Z, 1",
        "1969-12-31T23:59:59.999999999Z, -1",
        "2026-11-22T20:16:00.123456789Z, 1795378560123456789",
        "1600-01-01T00:00:00Z,           -9223372036854775808",
        "9999-12-31T23:59:59.999999999Z, 9223372036854775807",
        "+1000000000-12-31T23:59:59.999999999Z, 9223372036854775807",
        "-1000000000-01-01T00:00:00Z,    -9223372036854775808",
    })
    void countsNanoseconds(Instant time, long moment) {
        assertThat(TimeRange.moment(time)).isEqualTo(moment);
    }

    @Test
    void putsMomentsInTheOrderOfTheTimes() {
        var random = new Random(20261122);
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            long second = random.nextBoolean() ? random.nextLong(-20_000_000_000L, 20_000_000_000L) : random.nextInt(3);
            times.add(Instant.ofEpochSecond(second, random.nextInt(4) * 333_333_333L));
        }
        Collections.sort(times);

        assertThat(times.stream().map(TimeRange::moment).toList()).isSorted();
        assertThat(times.stream().map(TimeRange::moment).distinct().count()).isGreaterThan(400);
    }

    @Test
    void takesWhatIsNoNanosecondForTheNearest() {
        assertThat(TimeRange.moment(7, Long.MIN_VALUE)).isEqualTo(7_000_000_000L);
        assertThat(TimeRange.moment(7, Long.MAX_VALUE)).isEqualTo(7_999_999_999L);
    }

    @Test
    void growsAroundWhatIsAdded() {
        TimeRange range = TimeRange.NONE.with(5).with(3);

        assertThat(range).isEqualTo(new TimeRange(3, 5));
        assertThat(range.and(TimeRange.NONE)).isEqualTo(range);
        assertThat(range.and(new TimeRange(9, 9))).isEqualTo(new TimeRange(3, 9));
        assertThat(range.and(TimeRange.ALL)).isEqualTo(TimeRange.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "10:00:00.000000005Z, ,                    true",
        "10:00:00.000000006Z, ,                    false",
        ",                    10:00:00.000000003Z, true",
        ",                    10:00:00.000000002Z, false",
        "10:00:00.000000004Z, 10:00:00.000000004Z, true",
        ",                    ,                    true",
    })
    void tellsWhetherItLiesBetween(@Nullable String since, @Nullable String until, boolean meets) {
        TimeRange range = TimeRange.NONE
                .with(TimeRange.moment(Instant.parse("2026-11-22T10:00:00.000000003Z")))
                .with(TimeRange.moment(Instant.parse("2026-11-22T10:00:00.000000005Z")));

        assertThat(range.meets(time(since), time(until))).isEqualTo(meets);
        assertThat(TimeRange.ALL.meets(time(since), time(until))).isTrue();
    }

    private static @Nullable Instant time(@Nullable String time) {
        return time == null ? null : Instant.parse("2026-11-22T" + time);
    }
}
