package io.mirrorlog.agent.queue.sqlite;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static io.mirrorlog.agent.queue.QueueSamples.event;
import static io.mirrorlog.agent.queue.QueueSamples.known;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of what a killed process has left, whatever is missing of it. */
class WriteAheadLogTest extends DamageScene {

    /** As a killed process leaves it. */
    private Path killed(Path copy) throws IOException {
        try (SqliteQueue queue = open(folder)) {
            queue.append(LongStream.rangeClosed(EVENTS + 1, EVENTS + 500)
                            .mapToObj(n -> known(event((int) n), n, n))
                            .toList())
                    .join();
            for (String name : List.of("queue.db", "queue.db-wal", "queue.db-open")) {
                Files.copy(folder.resolve(name), copy.resolve(name));
            }
        }
        return copy;
    }

    @Test
    void saysSoAndUsesNoSequenceTwiceWhereTheWriteAheadLogIsGone(@TempDir Path copy) throws IOException {
        Files.delete(killed(copy).resolve("queue.db-wal"));
        try (SqliteQueue queue = open(copy)) {
            assertThat(queue.append(arrivals(9_001, 9_001)).join().get(0).sequence())
                    .isGreaterThan(EVENTS + 500);
            assertThat(queue.standing("a").waiting()).isEqualTo(EVENTS - SETTLED + 1);
            assertThat(delivered(queue)).hasSize(1 + EVENTS - SETTLED + 1);
        }
    }

    @Test
    void opensWhatACutWriteAheadLogStillHolds(@TempDir Path copy) throws IOException {
        Path log = killed(copy).resolve("queue.db-wal");
        cut(log, Files.size(log) / 2);
        try (SqliteQueue queue = open(copy)) {
            queue.append(arrivals(9_001, 9_001)).join();
            assertThat(delivered(queue)).hasSizeGreaterThan(EVENTS - SETTLED);
        }
    }

    @ParameterizedTest(name = "the file is there: {0}")
    @ValueSource(booleans = {true, false})
    void readsTheWriteAheadLogOfAFileThatIsEmptyOrGone(boolean there, @TempDir Path copy) throws IOException {
        killed(copy);
        Files.delete(copy.resolve("queue.db"));
        if (there) {
            Files.createFile(copy.resolve("queue.db"));
        }
        try (SqliteQueue queue = open(copy)) {
            queue.append(arrivals(9_001, 9_001)).join();
            queue.awaitSalvage();
            assertThat(delivered(queue).stream().map(QueuedEvent::sequence))
                    .contains((long) EVENTS + 500)
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest(name = "a write-ahead log is left: {0}")
    @ValueSource(booleans = {true, false})
    void endsWhatACrashCutShortWhileTheStoreWasSetAside(boolean logIsLeft, @TempDir Path copy) throws IOException {
        killed(copy);
        Path aside = copy.resolve("queue.db.damaged-20260301-120000");
        Files.move(copy.resolve("queue.db"), aside);
        Files.write(copy.resolve("queue.db.new"), noise(1, 5_000));
        if (!logIsLeft) {
            Files.move(copy.resolve("queue.db-wal"), Path.of(aside + "-wal"));
        }
        try (SqliteQueue queue = open(copy)) {
            queue.append(arrivals(9_001, 9_001)).join();
            queue.awaitSalvage();
            assertThat(queue.status().setAside()).singleElement().satisfies(store -> {
                assertThat(store.restored()).isEqualTo(EVENTS + 500);
                assertThat(store.missing()).isZero();
            });
            assertThat(delivered(queue)).hasSize(1 + EVENTS + 500 - SETTLED + 1);
        }
        assertThat(aside).exists();
        assertThat(copy.resolve("queue.db.new")).doesNotExist();
    }
}
