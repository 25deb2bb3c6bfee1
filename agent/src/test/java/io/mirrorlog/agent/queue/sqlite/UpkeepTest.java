package io.mirrorlog.agent.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Checkpoint;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.GivingBack;
import io.mirrorlog.agent.queue.Optimise;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Retention;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chores over a real file. */
@SuppressWarnings("NullAway.Init") // opened before each test
class UpkeepTest {

    @TempDir
    private Path folder = Path.of("");

    private final FakeClock clock = new FakeClock();
    private SqliteQueue queue;

    @BeforeEach
    void open() {
        queue = SqliteQueue.open(QueueOptions.in(folder), clock, () -> Long.MAX_VALUE);
        queue.configure(Map.of("a", new Start.Earliest()));
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private void append(int events, int length) {
        Arrival large = new Arrival(QueueSamples.event("shop", "x".repeat(length)), null);
        for (int i = 0; i < events; i += 100) {
            queue.append(Collections.nCopies(100, large)).join();
        }
    }

    private void settleAll() {
        for (var batch = queue.unsettled("a", 10_000, 64 << 20, clock.instant());
                !batch.isEmpty();
                batch = queue.unsettled("a", 10_000, 64 << 20, clock.instant())) {
            queue.settle(Settlement.delivered("a", batch, null));
        }
    }

    @Test
    void retentionDeletesWhatIsSettledAndOldAndSaysHowMuch() {
        append(6_000, 10);
        settleAll();
        var retention = new Retention(queue, Duration.ofDays(7), clock);
        assertThat(retention.get()).isEqualTo("0 events were deleted");
        clock.advance(Duration.ofDays(8));
        append(100, 10);
        assertThat(retention.get()).isEqualTo("6,000 events were deleted");
        assertThat(queue.status().events()).isEqualTo(100);
    }

    @Test
    void checkpointEmptiesTheWriteAheadLogWhileTheQueueIsInUse() throws IOException {
        append(1_000, 1_000);
        Path wal = folder.resolve("queue.db-wal");
        assertThat(Files.size(wal)).isPositive();
        assertThat(new Checkpoint(queue).get()).doesNotContain(" 0 bytes").endsWith("bytes smaller");
        assertThat(Files.size(wal)).isZero();
        append(100, 10);
        assertThat(queue.status().events()).isEqualTo(1_100);
    }

    @Test
    void givesRoomBackToTheDiskButKeepsSome() throws IOException {
        append(4_000, 10_000); // about 48 MB
        settleAll();
        clock.advance(Duration.ofDays(8));
        new Checkpoint(queue).get();
        long full = Files.size(folder.resolve("queue.db"));
        while (queue.purge(clock.instant()) > 0) {
            // until nothing is left
        }
        assertThat(new GivingBack(queue).get())
                .endsWith(" bytes were given back")
                .doesNotStartWith("0 ");
        new Checkpoint(queue).get();
        assertThat(Files.size(folder.resolve("queue.db"))).isBetween(16L << 20, full / 2);
        assertThat(new GivingBack(queue).get()).isEqualTo("0 bytes were given back");
    }

    @Test
    void optimisesAFileThatIsInUse() {
        append(1_000, 10);
        assertThat(new Optimise(queue).get()).isEqualTo("the store was optimised");
        append(100, 10);
        assertThat(queue.status().events()).isEqualTo(1_100);
    }

    @Test
    void failsWhenTheQueueIsClosed() {
        queue.close();
        assertThatThrownBy(() -> new Checkpoint(queue).get()).isInstanceOf(QueueException.class);
        assertThatThrownBy(() -> new Optimise(queue).get()).isInstanceOf(QueueException.class);
        assertThatThrownBy(() -> new GivingBack(queue).get()).isInstanceOf(QueueException.class);
    }
}
