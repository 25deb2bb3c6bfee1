package io.mirrorlog.agent.queue.sqlite;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static io.mirrorlog.agent.queue.QueueSamples.event;
import static io.mirrorlog.agent.queue.QueueSamples.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store does when something below it fails, or there is no room. */
@Timeout(60)
class SqliteQueueFaultTest {

    private static final long MANY = 64 << 20;

    @TempDir
    Path folder = Path.of("");

    private final FakeClock clock = new FakeClock();
    private final AtomicLong freeDisk = new AtomicLong(Long.MAX_VALUE);
    private EventQueue queue = new MemoryQueue(clock);

    @BeforeEach
    void openQueue() {
        open(1L << 30, 1 << 20);
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    private void open(long maxBytes, long pendingBytes) {
        queue.close();
        var options = new QueueOptions(
                folder, Durability.FULL, maxBytes, 1000, Duration.ofHours(24), 1000, 1 << 20, pendingBytes);
        queue = SqliteQueue.open(options, clock, freeDisk::get);
        queue.configure(Map.of("a", new Start.Earliest()));
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("queue.db"))) {
            for (String statement : statements) {
                Sql.run(connection, statement);
            }
        }
    }

    private Batch unsettled() {
        return queue.unsettled("a", 10_000, MANY, clock.instant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEFORE INSERT ON events WHEN new.sequence % 3 = 0 BEGIN SELECT RAISE(ABORT, 'broken'); END",
                "BEFORE INSERT ON remembered BEGIN SELECT RAISE(FAIL, 'broken'); END",
                "BEFORE UPDATE ON counters BEGIN SELECT RAISE(ROLLBACK, 'broken'); END"
            })
    void storesNothingOfACommitThatFailsAndAllOfTheNext(String fault) throws SQLException {
        queue.append(arrivals(1, 2)).join();
        sql("CREATE TRIGGER fault " + fault);

        var failed = queue.append(List.of(known(event(3), 3, 3), known(event(4), 4, 4)));
        assertThatThrownBy(failed::join)
                .hasCauseInstanceOf(QueueException.class)
                .hasMessageContaining("broken");
        assertThat(queue.status().unavailable()).contains("broken");
        assertThat(queue.readForward(0, 10)).hasSize(2);
        assertThat(unsettled().events()).hasSize(2);

        sql("DROP TRIGGER fault");
        assertThat(queue.append(List.of(known(event(3), 3, 3), known(event(4), 4, 4)))
                        .join())
                .containsExactly(new Receipt(3, Receipt.Fate.STORED), new Receipt(4, Receipt.Fate.STORED));
        assertThat(queue.status().unavailable()).isNull();
        assertThat(queue.status().sites().values())
                .extracting(QueueStatus.Site::events)
                .containsExactly(4L);
        assertThat(unsettled().events()).hasSize(4);
    }

    @Test
    void movesNeitherPositionNorBookmarkNorExceptionsWhenSettlingFails() throws SQLException {
        queue.append(arrivals(1, 4)).join();
        Batch batch = unsettled();
        sql("CREATE TRIGGER fault BEFORE UPDATE ON connections BEGIN SELECT RAISE(ABORT, 'broken'); END");
        var settlement = new Settlement("a", batch, Map.of(1L, "no"), Set.of(2L), clock.instant(), "bookmark");

        assertThatThrownBy(() -> queue.settle(settlement)).isInstanceOf(QueueException.class);
        assertThat(queue.standing("a").position()).isEqualTo(0);
        assertThat(queue.standing("a").bookmark()).isNull();
        assertThat(queue.deadLetters("a", 0, 9)).isEmpty();
        assertThat(queue.nextDue("a")).isNull();

        sql("DROP TRIGGER fault");
        queue.settle(settlement);
        assertThat(queue.standing("a").bookmark()).isEqualTo("bookmark");
        assertThat(queue.deadLetters("a", 0, 9)).hasSize(1);
        assertThat(unsettled().source()).isEqualTo(Batch.Source.AGAIN);
    }

    /** Each step of a dead letter's second life, broken before its end: the letter is where it was, and the step can be done anew. */
    @Test
    void keepsADeadLetterThatIsOfferedAgainThroughEveryStepThatFails() throws SQLException {
        queue.append(arrivals(1, 2)).join();
        queue.settle(new Settlement("a", unsettled(), Map.of(1L, "no"), Set.of(), clock.instant(), null));
        queue.purge(Instant.MAX);

        assertFails(() -> queue.retryDead("a", Set.of(1L)));
        assertThat(queue.deadLetters("a", 0, 9)).hasSize(1);
        assertThat(unsettled().events()).isEmpty();

        queue.retryDead("a", Set.of(1L));
        Batch again = unsettled();
        assertFails(() ->
                queue.settle(new Settlement("a", again, Map.of(1L, "still no"), Set.of(), clock.instant(), null)));
        assertFails(() -> queue.settle(new Settlement("a", again, Map.of(), Set.of(1L), clock.instant(), null)));
        assertFails(() -> queue.settle(Settlement.delivered("a", again, null)));
        assertThat(queue.deadLetters("a", 0, 9)).isEmpty();
        assertThat(unsettled()).isEqualTo(again);

        queue.settle(Settlement.delivered("a", again, null));
        assertThat(unsettled().events()).isEmpty();
        assertThat(queue.standing("a").delivered()).isEqualTo(2);
    }

    /** With a commit that breaks at its last moment, and then with the queue opened anew, as after a crash. */
    private void assertFails(Runnable step) throws SQLException {
        sql("CREATE TRIGGER fault BEFORE UPDATE ON counters BEGIN SELECT RAISE(ABORT, 'broken'); END");
        assertThatThrownBy(step::run).isInstanceOf(QueueException.class);
        sql("DROP TRIGGER fault");
        open(1L << 30, 1 << 20);
    }

    /** The files as a kill would leave them behind each step, opened as another agent would. */
    @Test
    void findsADeadLetterInItsPlaceBehindAKillAfterEveryStep() throws IOException {
        queue.append(arrivals(1, 1)).join();
        queue.settle(new Settlement("a", unsettled(), Map.of(1L, "no"), Set.of(), clock.instant(), null));
        queue.purge(Instant.MAX);
        assertThat(killed("refused")).isEqualTo("dead 1, due 0, delivered 0");
        queue.retryDead("a", Set.of(1L));
        assertThat(killed("offered again")).isEqualTo("dead 0, due 1, delivered 0");
        queue.settle(new Settlement("a", unsettled(), Map.of(), Set.of(1L), clock.instant(), null));
        assertThat(killed("put off")).isEqualTo("dead 0, due 1, delivered 0");
        queue.settle(new Settlement("a", unsettled(), Map.of(1L, "no"), Set.of(), clock.instant(), null));
        assertThat(killed("refused again")).isEqualTo("dead 1, due 0, delivered 0");
        queue.retryDead("a", Set.of(1L));
        queue.settle(Settlement.delivered("a", unsettled(), null));
        assertThat(killed("delivered")).isEqualTo("dead 0, due 0, delivered 1");
    }

    private String killed(String step) throws IOException {
        Path left = Files.createDirectory(folder.resolve(step));
        for (String file : List.of("queue.db", "queue.db-wal")) {
            Files.copy(folder.resolve(file), left.resolve(file));
        }
        try (EventQueue found = SqliteQueue.open(QueueOptions.in(left), clock, () -> Long.MAX_VALUE)) {
            int due = found.unsettled("a", 10, MANY, clock.instant()).events().size();
            assertThat(found.deadLetters("a", 0, 9))
                    .hasSize((int) found.standing("a").dead());
            return "dead " + found.standing("a").dead() + ", due " + due + ", delivered "
                    + found.standing("a").delivered();
        }
    }

    @Test
    void knowsWhenDeadLettersOfAnOlderQueueArrived() throws SQLException {
        Instant arrived = clock.instant().truncatedTo(ChronoUnit.MICROS);
        queue.append(arrivals(1, 2)).join();
        clock.advance(Duration.ofMinutes(1));
        Instant refused = clock.instant().truncatedTo(ChronoUnit.MICROS);
        queue.settle(new Settlement("a", unsettled(), Map.of(1L, "no", 2L, "no"), Set.of(), clock.instant(), null));
        queue.close();
        sql(
                "DELETE FROM events WHERE sequence = 2",
                "ALTER TABLE exceptions DROP COLUMN arrived",
                "ALTER TABLE connections DROP COLUMN paused_since",
                "ALTER TABLE connections DROP COLUMN paused_reason",
                "DROP TABLE salvages",
                "PRAGMA user_version = 1");
        open(1L << 30, 1 << 20);

        assertThat(queue.deadLetters("a", 0, 9))
                .extracting(letter -> letter.queued().arrived())
                .containsExactly(arrived, refused);
    }

    @Test
    void setsAFileAsideThatHasBecomeAnotherWhenItOpensItAgain() throws SQLException {
        queue.append(arrivals(1, 2)).join();
        sql(
                "CREATE TRIGGER fault BEFORE UPDATE ON counters BEGIN SELECT RAISE(ABORT, 'broken'); END",
                "PRAGMA user_version = 99");
        assertThatThrownBy(() -> queue.append(arrivals(3, 3)).join()).hasMessageContaining("broken");

        assertThat(queue.append(arrivals(3, 3)).join())
                .containsExactly(new Receipt(2 + Takeover.JUMP + 1, Receipt.Fate.STORED));
        assertThat(queue.status().setAside())
                .extracting(QueueStatus.SetAside::reason)
                .satisfiesExactly(reason -> assertThat(reason).contains("newer Mirrorlog"));
        ((SqliteQueue) queue).awaitSalvage();
        assertThat(unsettled().events()).extracting(QueuedEvent::sequence).containsExactly(1L, 2L, 1_000_003L);
    }

    @Test
    void findsOutByBeingAskedForItsStatusThatItIsWellAgain() throws SQLException {
        sql("CREATE TRIGGER fault BEFORE UPDATE ON counters BEGIN SELECT RAISE(ABORT, 'broken'); END");
        assertThatThrownBy(() -> queue.append(arrivals(1, 1)).join()).hasMessageContaining("broken");
        sql("DROP TRIGGER fault");

        assertThat(queue.status().unavailable()).contains("broken");
        queue.purge(Instant.EPOCH);
        assertThat(queue.status().unavailable()).isNull();
    }

    @Test
    void learnsOfACommitThatReachedTheDiskAlthoughItFailed() throws SQLException {
        queue.append(List.of(known(event(1), 1, 1))).join();
        sql(
                "CREATE TRIGGER fault BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'broken'); END",
                "UPDATE counters SET commits = commits + 1, last = 7");
        assertThatThrownBy(() -> queue.append(arrivals(2, 2)).join()).hasMessageContaining("broken");
        sql("DROP TRIGGER fault");

        assertThat(queue.append(List.of(known(event(1), 1, 1), known(event(2), 2, 2)))
                        .join())
                .containsExactly(new Receipt(0, Receipt.Fate.DUPLICATE), new Receipt(8, Receipt.Fate.STORED));
    }

    @Test
    void hasEveryAcknowledgedEventAfterAnAbruptEnd(@TempDir Path copy) throws IOException {
        for (int number = 1; number <= 50; number++) {
            queue.append(List.of(known(event(number), number, number))).join();
        }
        queue.settle(Settlement.delivered("a", unsettled().first(20), "bookmark"));
        Files.copy(folder.resolve("queue.db"), copy.resolve("queue.db"));
        Files.copy(folder.resolve("queue.db-wal"), copy.resolve("queue.db-wal"));

        try (var after = SqliteQueue.open(QueueOptions.in(copy), clock, freeDisk::get)) {
            assertThat(after.readForward(0, 100)).isEqualTo(queue.readForward(0, 100));
            assertThat(after.standing("a")).isEqualTo(queue.standing("a"));
            assertThat(after.append(List.of(known(event(50), 50, 50))).join())
                    .containsExactly(new Receipt(0, Receipt.Fate.DUPLICATE));
        }
    }

    @Test
    void writesNothingWhenItOpensAFileThatIsThere() throws Exception {
        queue.close();
        try (Connection opened = Database.connect(folder.resolve("queue.db"), Durability.FULL)) {
            assertThat(opened.isReadOnly()).isFalse();
            assertThat(folder.resolve("queue.db-wal")).isEmptyFile(); // there may be no room for more
        }
    }

    @Test
    void deletesTheLibrariesThatKilledProcessesHaveLeft() throws IOException {
        Path unpacked = Files.createDirectories(folder.resolve("tmp"));
        Path left = Files.createFile(unpacked.resolve("sqlite-3.0.0-1-libsqlitejdbc.so"));
        Path lock = Files.createFile(unpacked.resolve("sqlite-3.0.0-1-libsqlitejdbc.so.lck"));
        Path young = Files.createFile(unpacked.resolve("sqlite-3.0.0-2-libsqlitejdbc.so"));
        Path others = Files.createFile(unpacked.resolve("notes"));
        for (Path old : List.of(left, lock, others)) {
            Files.setLastModifiedTime(old, FileTime.from(clock.instant().minus(Duration.ofHours(1))));
        }
        Files.setLastModifiedTime(young, FileTime.from(clock.instant()));
        queue.close();
        open(1L << 30, 1 << 20);
        assertThat(List.of(left, lock)).noneMatch(Files::exists);
        assertThat(List.of(young, others)).allMatch(Files::exists);
    }

    @Test
    void knowsByATrialWhetherAnEventWouldBeTaken() throws SQLException {
        var sqlite = (SqliteQueue) queue;
        assertThat(sqlite.trial().handle((stored, failure) -> failure).join()).isNull();
        assertThat(queue.status().last()).isZero();
        freeDisk.set(999);
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> sqlite.trial().join()).hasMessageContaining("queue.min_free_disk");
        freeDisk.set(1000);
        clock.advance(Duration.ofSeconds(1));
        sqlite.trial().join();

        sql("CREATE TRIGGER fault BEFORE UPDATE ON counters BEGIN SELECT RAISE(ABORT, 'broken'); END");
        assertThatThrownBy(() -> sqlite.trial().join()).hasMessageContaining("broken");
        sql("DROP TRIGGER fault");
        sqlite.trial().join();
        queue.close();
        assertThatThrownBy(() -> sqlite.trial().join()).hasMessageContaining("closed");
    }

    @Test
    void refusesAtOnceWhatWouldWaitBeyondTheLimitButNoSettlement() throws InterruptedException {
        open(1L << 30, 4000);
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        queue.onAppended(() -> {
            entered.countDown();
            awaitUninterrupted(leave);
        });
        queue.append(arrivals(1, 1)).join();
        entered.await();
        var waiting = queue.append(arrivals(3, 5));
        var large = queue.append(arrivals(6, 20));
        var settled = CompletableFuture.runAsync(
                () -> queue.settle(Settlement.delivered("a", unsettled().first(1), null)));

        assertThat(large).isCompletedExceptionally();
        assertThatThrownBy(large::join)
                .hasCauseInstanceOf(QueueException.class)
                .hasMessageContaining("the queue is busy");
        assertThat(waiting).isNotDone();
        leave.countDown();
        assertThat(waiting.join()).hasSize(3);
        settled.join();
        assertThat(queue.standing("a").position()).isEqualTo(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void commitsWhatWasTakenWhenItIsClosed() {
        var appends = new ArrayList<CompletableFuture<List<Receipt>>>();
        for (int number = 1; number <= 100; number++) {
            appends.add(queue.append(arrivals(number, number)));
        }
        queue.close();
        appends.forEach(append -> assertThat(append).isCompleted());
        assertThat(folder.resolve("queue.db-wal")).doesNotExist();
        open(1L << 30, 1 << 20);
        assertThat(queue.readForward(0, 1000)).hasSize(100);
    }

    @Test
    void purgesInStepsAndGivesRoomBack() {
        for (int round = 0; round < 10; round++) {
            queue.append(arrivals(1, 1000)).join();
        }
        while (!unsettled().isEmpty()) {
            queue.settle(Settlement.delivered("a", unsettled(), null));
        }
        int steps = 0;
        for (int deleted = queue.purge(Instant.MAX); deleted > 0; deleted = queue.purge(Instant.MAX)) {
            assertThat(deleted).isLessThanOrEqualTo(5000);
            steps++;
        }
        assertThat(steps).isGreaterThan(1);
        assertThat(queue.status().events()).isEqualTo(0);
    }

    @Test
    void findsOldEventsBehindAFewThatAClockPutIntoTheFuture() {
        clock.advance(Duration.ofDays(3650));
        queue.append(arrivals(1, 3)).join();
        clock.advance(Duration.ofDays(-3650));
        queue.append(arrivals(4, 6)).join();
        queue.settle(Settlement.delivered("a", unsettled(), null));

        assertThat(queue.purge(clock.instant().plusSeconds(1))).isEqualTo(3);
        assertThat(queue.readForward(0, 10)).extracting(QueuedEvent::sequence).containsExactly(1L, 2L, 3L);
        queue.configure(Map.of("a", new Start.Now(), "b", new Start.Earliest()));
        assertThat(queue.standing("b").waiting()).isEqualTo(3);
    }
}
