package io.mirrorlog.agent.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.TimeRange;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommitTimesTest {

    private static final int YOUNG = 512;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    private static TimeRange range(Map<Long, TimeRange> commits) {
        return commits.values().stream().reduce(TimeRange.NONE, TimeRange::and);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void leaveNothingOut(long seed) {
        var random = new Random(seed);
        var times = new CommitTimes();
        var commits = new TreeMap<Long, TimeRange>();
        long last = 100;
        times.beginAfter(last);
        for (int i = 0; i < 5_000 + random.nextInt(1_000); i++) {
            last += 1 + random.nextInt(5);
            long moment = 1_000L * i + random.nextInt(100_000);
            var range = new TimeRange(moment - random.nextInt(1_000), moment);
            times.add(last, range);
            commits.put(last, range);
            if (i % 50 == 0) {
                long after = 100 + (long) (random.nextDouble() * (last + 2 - 100));
                TimeRange told = times.after(after);
                TimeRange lying = range(commits.tailMap(after, false));
                assertThat(told.and(lying)).as("after %s", after).isEqualTo(told);
            }
        }
        long young = commits.descendingKeySet().stream().skip(YOUNG).findFirst().orElseThrow();
        for (long after : commits.tailMap(young, true).keySet()) {
            assertThat(times.after(after)).as("exactly").isEqualTo(range(commits.tailMap(after, false)));
        }
    }

    @Test
    void knowNothingOfWhatWasThereBefore() {
        var times = new CommitTimes();
        times.beginAfter(10);

        assertThat(times.after(9)).isEqualTo(TimeRange.ALL);
        assertThat(times.after(10)).isEqualTo(TimeRange.NONE);

        times.add(12, new TimeRange(5, 6));
        assertThat(times.after(10)).isEqualTo(new TimeRange(5, 6));
        assertThat(times.after(11)).as("the commit's").isEqualTo(new TimeRange(5, 6));
        assertThat(times.after(12)).isEqualTo(TimeRange.NONE);
        assertThat(times.after(9)).isEqualTo(TimeRange.ALL);

        times.beginAfter(20);
        assertThat(times.after(12)).isEqualTo(TimeRange.ALL);
        assertThat(times.after(20)).isEqualTo(TimeRange.NONE);
    }
}
