package io.mirrorlog.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BlameTest {

    private final Blame blame = new Blame();

    private static List<Entry> entries(long from, long to) {
        var event = new Event(
                OffsetDateTime.parse("2026-11-21T10:00:00Z"),
                "s",
                Severity.LOW,
                "m",
                null,
                null,
                null,
                null,
                "{}",
                "{}");
        return LongStream.rangeClosed(from, to)
                .mapToObj(sequence -> new Entry(sequence, event, "s", "m"))
                .toList();
    }

    @Test
    void asksForLessUntilOneEntryIsAlone() {
        assertThat(blame.of(entries(1, 2), "bad")).isEqualTo(new Outcome.TooLarge("bad"));
        assertThat(blame.of(entries(1, 1), "bad")).isEqualTo(new Outcome.Mixed(Map.of(1L, "bad"), Set.of()));
    }

    @Test
    void blamesTheConnectionWhereOneAfterTheOtherIsRefused() {
        for (int i = 1; i <= Blame.REFUSED_MAX; i++) {
            assertThat(blame.of(entries(i, i), "bad")).isInstanceOf(Outcome.Mixed.class);
        }
        assertThat(blame.of(entries(11, 11), "bad"))
                .isEqualTo(new Outcome.Blocked("bad; the last 10 events were refused one after the other"));
        assertThat(blame.of(entries(11, 20), "bad")).isInstanceOf(Outcome.Blocked.class);
        blame.taken();
        assertThat(blame.of(entries(11, 11), "bad")).isInstanceOf(Outcome.Mixed.class);
    }
}
