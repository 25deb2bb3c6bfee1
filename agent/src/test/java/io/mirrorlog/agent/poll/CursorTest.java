package io.mirrorlog.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CursorTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = START.plus(Duration.ofDays(1));
    private static final Duration OVERLAP = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static WikiEntry entry(long logid, long seconds) {
        return new WikiEntry(logid, START.plusSeconds(seconds), "{}");
    }

    private static Cursor at(WikiEntry... entries) {
        return Cursor.beginning(START).with(List.of(entries), LATER, OVERLAP);
    }

    @Test
    void wantsNothingOlderThanItsBeginningAndNothingTwice() {
        Cursor cursor = at(entry(5, 10));

        assertThat(cursor.isNew(entry(5, 10))).isFalse();
        assertThat(cursor.isNew(entry(4, 10))).isTrue();
        assertThat(cursor.isNew(entry(4, 0))).isTrue();
        assertThat(cursor.isNew(entry(4, -1))).isFalse();
    }

    @Test
    void looksBackAsFarAsTheOverlapAndForgetsWhatIsOlder() {
        Cursor cursor = at(entry(1, 0), entry(2, 40), entry(3, 100));

        assertThat(cursor.since()).isEqualTo(START.plusSeconds(40));
        assertThat(cursor.known()).extracting(Cursor.Seen::logid).containsExactly(2L, 3L);
        assertThat(cursor.isNew(entry(9, 39))).isFalse();
        assertThat(cursor.isNew(entry(9, 40))).isTrue();
    }

    @Test
    void neverMovesBackNorBehindTheWikisClock() {
        Cursor cursor = at(entry(1, 200)).with(List.of(entry(2, 150)), LATER, Duration.ofHours(1));

        assertThat(cursor.newest()).isEqualTo(START.plusSeconds(200));
        assertThat(cursor.since()).isEqualTo(START.plusSeconds(140));
        assertThat(cursor.with(List.of(entry(3, 500)), START.plusSeconds(300), OVERLAP))
                .isEqualTo(new Cursor(
                        cursor.since(),
                        cursor.newest(),
                        cursor.with(List.of(entry(3, 500)), LATER, Duration.ofHours(1))
                                .known()));
    }

    @Test
    void looksBackLessFarWhereTooMuchHappensButNeverForgetsItsNewestSecond() {
        List<WikiEntry> many = LongStream.rangeClosed(1, Cursor.KNOWN_MAX + 10)
                .mapToObj(n -> entry(n, n <= 20 ? 1 : 2))
                .toList();
        Cursor cursor = Cursor.beginning(START).with(many, LATER, OVERLAP);

        assertThat(cursor.since()).isEqualTo(START.plusSeconds(2));
        assertThat(cursor.known()).hasSize(Cursor.KNOWN_MAX - 10);
        assertThat(cursor.isNarrowerThan(OVERLAP)).isTrue();
        assertThat(at(entry(1, 5)).isNarrowerThan(OVERLAP)).isFalse();

        List<WikiEntry> oneSecond = LongStream.rangeClosed(1, Cursor.KNOWN_MAX + 10)
                .mapToObj(n -> entry(n, 1))
                .toList();
        assertThat(Cursor.beginning(START).with(oneSecond, LATER, OVERLAP).known())
                .hasSize(oneSecond.size());
    }

    @Test
    void isTheSameAfterItWasStored() throws Exception {
        var file = new CursorFile(folder.resolve("mediawiki"), "a. wiki-1");
        assertThat(file.load()).isNull();

        for (Cursor cursor : List.of(Cursor.beginning(Cursor.EARLIEST), at(entry(1, 0), entry(3, 0), entry(2, 7)))) {
            file.store(cursor);
            assertThat(file.load()).isEqualTo(cursor);
        }
        assertThat(folder.resolve("mediawiki")).isDirectoryContaining("glob:**/a. wiki-1.json");
    }

    @Test
    void isNotGuessed() throws Exception {
        var file = new CursorFile(folder, "w");
        for (String damaged : List.of(
                "",
                "[]",
                "{\"since\":\"2026-03-01T12:00:00Z\"}",
                "{\"since\":\"2026-03-01T12:00:00Z\",\"newest\":\"2026-02-01T12:00:00Z\"}",
                "{\"since\":\"2026-03-01T12:00:00Z\",\"newest\":\"2026-03-01T12:00:00Z\",\"known\":{\"x\":[1]}}",
                "{\"since\":\"2026-03-01T12:00:00Z\",\"newest\":\"2026-03-01T12:00:00Z\",\"known\":{\"2026-03-01T12:00:00Z\":[\"\"]}}")) {
            Files.writeString(folder.resolve("w.json"), damaged);
            assertThatThrownBy(file::load)
                    .as(damaged)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("w.json does not tell how far");
        }
    }
}
