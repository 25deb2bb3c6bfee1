package io.mirrorlog.agent.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.index.LogOrder.By;
import io.mirrorlog.agent.index.LogOrder.Direction;
import io.mirrorlog.agent.queue.TimeRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogOrderTest {

    private static final long SECOND = 1_000_000_000;

    /** Around the place: second 10, nanosecond or id 500. */
    @ParameterizedTest
    @CsvSource({
        "TIME, 10, 500, 10, 500, false, false",
        "TIME, 10, 0, 10, 499, true, false",
        "TIME, 10, 501, 10, 900, false, true",
        "TIME, 9, 0, 11, 0, false, false",
        "LOG_ID, 10, 0, 10, 499, false, false",
        "LOG_ID, 10, 501, 10, 999999999, false, false",
        "LOG_ID, 9, 0, 9, 999999999, true, false",
        "LOG_ID, 11, 0, 12, 0, false, true",
        "SEQUENCE, 9, 999999999, 9, 999999999, true, false",
        "SEQUENCE, 11, 0, 11, 0, false, true",
        "SEQUENCE, 10, 0, 10, 0, false, false",
        "TIME, -20000000000, 0, 9, 0, true, false",
        "TIME, 11, 0, 20000000000, 0, false, true",
    })
    void tellsWhatStandsBeforeAPlaceAndBehind(
            By by, long firstSecond, long firstNano, long lastSecond, long lastNano, boolean before, boolean behind) {
        var times = new TimeRange(TimeRange.moment(firstSecond, firstNano), TimeRange.moment(lastSecond, lastNano));
        var place = new LogKey(10, 500, 7);
        var oldest = new LogOrder(by, Direction.OLDEST_FIRST);
        var newest = new LogOrder(by, Direction.NEWEST_FIRST);

        assertThat(oldest.areBefore(times, place)).isEqualTo(before);
        assertThat(oldest.areBehind(times, place)).isEqualTo(behind);
        assertThat(newest.areBefore(times, place)).isEqualTo(behind);
        assertThat(newest.areBehind(times, place)).isEqualTo(before);
    }

    /** Both may have the same moment although one is years younger: then nothing is told. */
    @ParameterizedTest
    @CsvSource({"30000000000, 20000000000", "20000000000, 30000000000", "-30000000000, -20000000000"})
    void tellsNothingOfTimesThatAreTooFar(long second, long other) {
        TimeRange times = TimeRange.NONE.with(TimeRange.moment(other, 0));
        for (By by : By.values()) {
            for (Direction direction : Direction.values()) {
                var order = new LogOrder(by, direction);
                assertThat(order.areBefore(times, new LogKey(second, 0, 1))).isFalse();
                assertThat(order.areBehind(times, new LogKey(second, 0, 1))).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-9223372036854775808", "9223372036854775807", "4000000000"})
    void takesATieThatIsNoNanosecondForTheWholeSecondsEnd(long tie) {
        var order = new LogOrder(By.TIME, Direction.OLDEST_FIRST);
        long first = tie < 0 ? 0 : SECOND - 1;

        assertThat(order.areBehind(TimeRange.NONE.with(10 * SECOND + first), new LogKey(10, tie, 1)))
                .isFalse();
        assertThat(order.areBefore(TimeRange.NONE.with(10 * SECOND + first), new LogKey(10, tie, 1)))
                .isFalse();
        assertThat(order.areBehind(TimeRange.NONE.with(11 * SECOND), new LogKey(10, tie, 1)))
                .isTrue();
        assertThat(order.areBefore(TimeRange.NONE.with(10 * SECOND - 1), new LogKey(10, tie, 1)))
                .isTrue();
    }
}
