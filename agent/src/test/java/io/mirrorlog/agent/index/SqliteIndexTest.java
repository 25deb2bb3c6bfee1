package io.mirrorlog.agent.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteIndexTest extends LogIndexContract {

    private static final LogOrder NEWEST = new LogOrder(LogOrder.By.TIME, LogOrder.Direction.NEWEST_FIRST);

    private static final int BLOCK = 64;

    @TempDir
    Path folder;

    private SqliteIndex index;

    @BeforeEach
    void open() {
        index = opened();
    }

    @Override
    LogIndex index() {
        return index;
    }

    private SqliteIndex opened() {
        return new SqliteIndex(folder.resolve("index.db"), retained, BLOCK);
    }

    /** In every second moment all is noted, in the others some or nothing. */
    @Override
    void behind(int moment) throws Exception {
        if (moment % 2 == 0) {
            fill();
        } else if (moment % 3 == 0) {
            index.step();
        }
    }

    private void fill() throws Exception {
        while (index.step() > 0) {
            // goes on
        }
        while (index.tidy()) {
            int unused = index.step();
        }
    }

    @AfterEach
    void close() {
        index.close();
    }

    private List<QueuedEvent> all() {
        return index.find(LogQuery.ALL, NEWEST, NEWEST.start(), 10_000).events();
    }

    private void add(int events, long seed) {
        var samples = new LogSamples(seed);
        for (int i = 0; i < events; i++) {
            retained.add(samples.event());
        }
    }

    @Test
    void goesOnWhereItWasWhenItIsOpenedAgain() throws Exception {
        add(700, 1);
        fill();
        index.close();

        index = opened();
        add(10, 2);

        assertThat(index.step()).as("what filled no block is noted again").isEqualTo(700 % BLOCK + 10);
        assertThat(index.standing().position()).isEqualTo(710);
        assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST));
    }

    @Test
    void forgetsWhatIsNotRetainedAnyMore() throws Exception {
        add(5_000, 1);
        fill();
        long full = index.standing().position();
        retained.removeBelow(4_990);

        int blocks = 0;
        while (index.tidy()) {
            blocks++;
        }

        assertThat(blocks).as("full of what is gone").isEqualTo(4_989 / BLOCK);
        assertThat(index.standing().position()).isEqualTo(full);
        assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST)).hasSize(11);
    }

    @Test
    void isBuiltAnewForAnotherQueue() throws Exception {
        add(2 * BLOCK, 1);
        fill();
        index.close();
        retained.put(2 * BLOCK, new LogSamples(9).event(), Instant.parse("2020-01-01T00:00:00Z"));

        index = opened();

        assertThat(index.step()).isEqualTo(2 * BLOCK);
        assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST));
    }

    @Test
    void isBuiltAnewWhenItIsAheadOfTheQueue() throws Exception {
        add(50, 1);
        fill();
        index.close();
        retained.clear();
        add(20, 2);

        index = opened();

        assertThat(index.step()).isEqualTo(20);
        assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST));
    }

    @Test
    void isBuiltAnewWhenItKnowsAnEventAsAnotherOne() throws Exception {
        add(50, 1);
        fill();
        retained.put(25, new LogSamples(77).event());

        assertThat(all()).as("at once, without it").isEqualTo(retained.sorted(LogQuery.ALL, NEWEST));
        assertThat(index.step()).isEqualTo(50);
        assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST));
    }

    @Test
    void isBuiltAnewWhenOlderEventsCameBackFromADamagedStore() throws Exception {
        retained.jumpTo(1_000);
        add(100, 1);
        fill();
        retained.put(7, new LogSamples(3).event());
        retained.put(8, new LogSamples(4).event());
        retained.carriedOver("queue.db.damaged-1");

        fill();
        assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST)).hasSize(102);
        index.close();
        index = opened();

        assertThat(index.step()).as("not all of it once more").isEqualTo(102 - BLOCK);
        assertThat(index.tidy()).isFalse();
    }

    @Test
    void isBuiltAnewWhenItsFileIsDamaged() throws Exception {
        add(2_000, 1);
        fill();
        index.close();
        Path file = folder.resolve("index.db");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4096; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Files.write(file, bytes);

        index = opened();
        for (int i = 0; i < 3 && index.standing().behind() > 0; i++) {
            stepAnyway();
            assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST));
        }
        fill();

        assertThat(index.standing().behind()).isZero();
        assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST));
    }

    @Test
    void hidesNothingWhenABitHasFlipped() throws Exception {
        add(700, 1);
        fill();
        index.close();
        Path file = folder.resolve("index.db");
        byte[] sound = Files.readAllBytes(file);
        var random = new Random(20261122);
        var samples = new LogSamples(5);
        for (int i = 0; i < 60; i++) {
            byte[] flipped = sound.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            IndexFile.delete(file);
            Files.write(file, flipped);
            index = opened();
            for (int j = 0; j < 5; j++) {
                LogQuery query = samples.query();
                assertThat(pages(index, query, NEWEST, 100))
                        .as("flip %s: %s", i, query)
                        .isEqualTo(retained.sorted(query, NEWEST));
            }
            index.close();
        }
    }

    private void stepAnyway() {
        try {
            index.step();
        } catch (java.sql.SQLException | java.io.IOException | IndexException e) {
            assertThat(index.standing().problem()).isNotNull();
        }
    }

    @Test
    void isBuiltAnewWhenItsFileIsNoneOfIts() throws Exception {
        Files.writeString(
                folder.resolve("index.db"),
                "something else altogether, and long enough for a header of SQLite".repeat(9));
        add(10, 1);

        assertThat(all()).hasSize(10);
        assertThat(index.standing().position()).isEqualTo(10);
        assertThat(all()).hasSize(10);
    }

    @Test
    void findsAllWithoutAnyFileAtAll() throws Exception {
        Files.createDirectories(folder.resolve("index.db/x"));
        add(10, 1);
        stepAnyway();

        assertThat(all()).hasSize(10);
        assertThat(index.standing().problem()).isNotNull();
        assertThat(index.standing().behind()).isEqualTo(10);
    }

    @Test
    void findsAllWhileItIsFilledBehind() throws Exception {
        index.start();
        add(300, 1);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?> adding = threads.submit(() -> {
                var samples = new LogSamples(2);
                for (int i = 0; i < 6_000; i++) {
                    retained.add(samples.event());
                    index.wake();
                }
            });
            List<Future<?>> readers = List.of(
                    threads.submit(() -> assertFindsAllThatWasThere(adding, 3)),
                    threads.submit(() -> assertFindsAllThatWasThere(adding, 4)));
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void assertFindsAllThatWasThere(Future<?> adding, long seed) {
        var samples = new LogSamples(seed);
        do {
            LogOrder order = samples.order();
            LogQuery query = LogQuery.asking().site("shop").query();
            List<QueuedEvent> there = retained.sorted(query, order);
            assertThat(pages(index, query, order, 100)).doesNotHaveDuplicates().containsSubsequence(there);
        } while (!adding.isDone());
    }

    @Test
    void fillsItselfBehind() throws Exception {
        add(1_200, 1);
        index.start();

        await().until(() -> index.standing().behind() == 0);

        assertThat(all()).isEqualTo(retained.sorted(LogQuery.ALL, NEWEST));
    }
}
