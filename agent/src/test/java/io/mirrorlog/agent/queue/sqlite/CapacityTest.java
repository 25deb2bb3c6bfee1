package io.mirrorlog.agent.queue.sqlite;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store does when it is full, or the disk is. */
@Timeout(60)
class CapacityTest {

    private static final long MAX = 2 << 20;

    @TempDir
    Path folder = Path.of("");

    private final FakeClock clock = new FakeClock();
    private final AtomicLong freeDisk = new AtomicLong(Long.MAX_VALUE);
    private EventQueue queue = new MemoryQueue(clock);

    @BeforeEach
    void openQueue() {
        var options =
                new QueueOptions(folder, Durability.FULL, MAX, 1000, Duration.ofHours(24), 1000, 1 << 20, 32 << 20);
        queue = SqliteQueue.open(options, clock, freeDisk::get);
        queue.configure(Map.of("a", new Start.Earliest()));
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    private Batch unsettled() {
        return queue.unsettled("a", 10_000, 64 << 20, clock.instant());
    }

    @Test
    void refusesToGrowBeyondItsLimitUntilHistoryCanGo() throws SQLException {
        int stored = appendUntilRefused();
        assertThat(stored).isGreaterThan(1000);
        assertThat(unavailable()).contains("queue.max_size");
        assertThat(used()).isLessThanOrEqualTo(MAX);

        queue.settle(Settlement.delivered("a", unsettled().first(500), null));
        assertThat(queue.append(arrivals(1, 100)).join()).hasSize(100);
        assertThat(queue.standing("a").waiting()).isEqualTo(stored - 500 + 100);
        assertThat(queue.readForward(0, 1).get(0).sequence()).isEqualTo(501);
        assertThat(queue.status().unavailable()).isNull();
    }

    private int appendUntilRefused() {
        for (int stored = 0; stored < 100_000; stored += 100) {
            CompletableFuture<List<Receipt>> append = queue.append(arrivals(1, 100));
            if (append.handle((receipts, failure) -> failure != null).join()) {
                assertThatThrownBy(append::join)
                        .hasCauseInstanceOf(QueueException.class)
                        .hasMessageContaining("the queue is full");
                return stored;
            }
            assertThat(unavailable()).as("after %s", stored).isNull();
        }
        throw new AssertionError("never refused");
    }

    /** As an empty commit finds it. */
    private @Nullable String unavailable() {
        queue.purge(Instant.EPOCH);
        return queue.status().unavailable();
    }

    /** The bytes of the store's pages that hold something. */
    private long used() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("queue.db"));
                Statement pages = connection.createStatement();
                ResultSet found = pages.executeQuery("SELECT (page_count - freelist_count) * page_size"
                        + " FROM pragma_page_count, pragma_freelist_count, pragma_page_size")) {
            return found.getLong(1);
        }
    }

    @Test
    void refusesWhatDoesNotFitAlthoughOtherThingsWould() throws SQLException {
        queue.append(arrivals(1, 3_000)).join();
        assertThat(used()).isLessThan(MAX);
        CompletableFuture<List<Receipt>> large = queue.append(arrivals(1, 9_000));
        assertThat(large.handle((receipts, failure) -> failure != null).join()).isTrue();
        assertThat(queue.append(arrivals(1, 1)).join()).hasSize(1);
        assertThat(queue.status().events()).isEqualTo(3_001);
    }

    @Test
    void tellsEachTimeThatItBecomesFullAndThatItIsNotAnyMore() {
        List<String> told = new CopyOnWriteArrayList<>();
        ((SqliteQueue) queue).onAvailability(reason -> told.add(reason == null ? "taken" : reason));
        freeDisk.set(999);
        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(unavailable()).isNotNull();
        }
        freeDisk.set(1000);
        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(unavailable()).isNull();
        }
        assertThat(told).hasSize(2).endsWith("taken");
    }

    @Test
    void looksAtTheDiskMoreOftenWhileMuchArrives() {
        queue.append(arrivals(1, 1)).join();
        freeDisk.set(999);
        queue.append(arrivals(1, 1)).join();
        var large = QueueSamples.event("shop", "x".repeat(1 << 20));
        CompletableFuture<List<Receipt>> much = queue.append(Collections.nCopies(16, new Arrival(large, null)));
        assertThatThrownBy(much::join).hasMessageContaining("queue.min_free_disk");
    }

    @Test
    void takesNothingWhileTheDiskIsNearlyFullButSettles() {
        queue.append(arrivals(1, 3)).join();
        freeDisk.set(999);
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> queue.append(arrivals(4, 4)).join())
                .hasCauseInstanceOf(QueueException.class)
                .hasMessageContaining("queue.min_free_disk");
        queue.settle(Settlement.delivered("a", unsettled(), null));
        assertThat(queue.standing("a").position()).isEqualTo(3);
        assertThat(unavailable()).contains("999 bytes free");

        freeDisk.set(1000);
        clock.advance(Duration.ofSeconds(1));
        assertThat(queue.append(arrivals(4, 4)).join()).containsExactly(new Receipt(4, Receipt.Fate.STORED));
    }
}
