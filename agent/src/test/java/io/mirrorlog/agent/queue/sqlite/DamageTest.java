package io.mirrorlog.agent.queue.sqlite;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static io.mirrorlog.agent.queue.QueueSamples.event;
import static io.mirrorlog.agent.queue.QueueSamples.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a damaged file costs: the queue opens and takes events at once, and what can be read is delivered. */
class DamageTest extends DamageScene {

    static Stream<Integer> pages() {
        return Stream.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20, 40);
    }

    @ParameterizedTest(name = "page {0}")
    @MethodSource("pages")
    void takesEventsAtOnceAndDeliversWhatCanBeReadWhicheverPageIsBroken(int page) throws IOException {
        write(file(), (page - 1L) * PAGE, noise(page, PAGE));
        try (SqliteQueue queue = open(folder)) {
            List<Receipt> receipts = queue.append(arrivals(9_001, 9_001)).join();
            assertThat(receipts.get(0).sequence()).isGreaterThan(EVENTS);
            if (setAside().isEmpty() && !meetsDamage(queue)) {
                return; // a page that nobody reads
            }
            String report = report();
            assertIsTrue(queue, report);
        }
    }

    /** Damage that no start can see shows when it is read. */
    private static boolean meetsDamage(SqliteQueue queue) {
        for (long after = 0; after < EVENTS; after += 100) {
            try {
                queue.readForward(after, 100);
            } catch (QueueException e) {
                await().ignoreExceptions()
                        .until(() -> !queue.status().setAside().isEmpty());
                return true;
            }
        }
        return false;
    }

    /** The report is true: each event is delivered, was settled, or is named as missing; in order, each once. */
    private void assertIsTrue(SqliteQueue queue, String report) {
        Set<Long> missing = missing(report);
        boolean all = report.contains("\"positions_lost\":true");
        List<QueuedEvent> delivered = delivered(queue);
        List<Long> expected = new ArrayList<>();
        if (!all && !missing.contains(8L) && queueKnewAside(delivered)) {
            expected.add(8L);
        }
        for (long sequence = all ? 1 : SETTLED + 1; sequence <= EVENTS; sequence++) {
            if (!missing.contains(sequence)) {
                expected.add(sequence);
            }
        }
        assertThat(delivered.stream()
                        .map(QueuedEvent::sequence)
                        .filter(sequence -> sequence <= EVENTS)
                        .toList())
                .isEqualTo(expected);
        Map<Long, String> messages = new HashMap<>();
        delivered.forEach(each -> messages.put(each.sequence(), each.event().message()));
        expected.forEach(sequence -> assertThat(messages.get(sequence)).isEqualTo(message(sequence)));
        assertThat(delivered.get(delivered.size() - 1).event().message()).isEqualTo(message(9_001));
        long before =
                delivered.stream().filter(each -> each.sequence() == EVENTS + 1).count(); // taken by the old store
        assertThat(number(report, "restored")).isEqualTo(EVENTS + before - missing.size());
        if (!all) {
            assertThat(queue.standing("a").bookmark()).isEqualTo("bookmark");
        }
    }

    /** Where the exceptions themselves are lost, nothing is left of what was put aside. */
    private static boolean queueKnewAside(List<QueuedEvent> delivered) {
        return delivered.stream().anyMatch(each -> each.sequence() == 8);
    }

    @ParameterizedTest(name = "first {0} of a hundred parts")
    @ValueSource(ints = {10, 35, 50, 80, 99})
    void namesWhatIsLostOfAFileThatWasCut(int part) throws IOException {
        cut(file(), Files.size(file()) * part / 100);
        try (SqliteQueue queue = open(folder)) {
            queue.append(arrivals(9_001, 9_001)).join();
            String report = report();
            assertIsTrue(queue, report);
            assertThat(missing(report).size()).isBetween(1, part < 20 ? EVENTS : EVENTS - 1);
        }
    }

    @Test
    void readsOnWhereTheFirstPageIsBroken() throws IOException {
        write(file(), 0, noise(1, PAGE));
        try (SqliteQueue queue = open(folder)) {
            queue.append(arrivals(9_001, 9_001)).join();
            String report = report();
            assertIsTrue(queue, report);
            assertThat(missing(report)).isEmpty();
            assertThat(queue.standing("a").dead()).isEqualTo(1);
            assertThat(queue.append(List.of(known(event(5), 5, 5))).join())
                    .containsExactly(new Receipt(0, Receipt.Fate.DUPLICATE));
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 50, 5_000, 100_000})
    void beginsAnewBehindEverySequenceWhereNothingCanBeRead(int bytes) throws IOException {
        Files.write(file(), noise(bytes, bytes));
        try (SqliteQueue queue = open(folder)) {
            assertThat(queue.append(arrivals(9_001, 9_001)).join().get(0).sequence())
                    .isGreaterThan(EVENTS);
            assertThat(report()).contains("\"restored\":0");
            assertThat(delivered(queue)).hasSize(1);
        }
        assertThat(Files.readAllBytes(setAside().get(0))).isEqualTo(noise(bytes, bytes));
    }

    @Test
    void putsAnotherProgramsFileAside() throws Exception {
        Files.delete(file());
        sql("CREATE TABLE bookmarks (url TEXT)", "INSERT INTO bookmarks VALUES ('https://example.org')");
        try (SqliteQueue queue = open(folder)) {
            queue.append(arrivals(9_001, 9_001)).join();
            assertThat(report()).contains("another program");
            assertThat(delivered(queue)).hasSize(1);
        }
    }

    @Test
    void goesOnWithWhatItUnderstandsOfANewerVersionsFile() throws SQLException {
        sql("ALTER TABLE connections ADD COLUMN mood TEXT", "PRAGMA user_version = 99");
        try (SqliteQueue queue = open(folder)) {
            queue.append(arrivals(9_001, 9_001)).join();
            String report = report();
            assertThat(report).contains("version 99").contains("\"missing\":0,");
            assertIsTrue(queue, report);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRAGMA user_version = 0",
                "DELETE FROM counters",
                "DROP TABLE sites",
                "UPDATE counters SET last = 5",
                "UPDATE connections SET position = 1000000",
                "UPDATE connections SET trouble_kind = 'SAD'"
            })
    void setsAStoreAsideThatDoesNotFitTogether(String fault) throws Exception {
        sql(fault);
        try (SqliteQueue queue = open(folder)) {
            queue.append(arrivals(9_001, 9_001)).join();
            String report = report();
            assertThat(missing(report)).isEmpty();
            assertIsTrue(queue, report);
        }
    }

    @ParameterizedTest(name = "with a copy: {0}")
    @ValueSource(booleans = {true, false})
    void waitsOnForWhatWasPutAsideWithACopyAndNotForAnEventThatIsLost(boolean copied) throws Exception {
        if (copied) {
            sql("UPDATE exceptions SET body = (SELECT body FROM events WHERE sequence = 8) WHERE kind = 'AGAIN'");
        }
        sql("DELETE FROM events WHERE sequence = 8", "UPDATE counters SET last = 5");
        try (SqliteQueue queue = open(folder)) {
            queue.awaitSalvage();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            assertThat(Sql.number(connection, "SELECT count(*) FROM exceptions WHERE kind = 'AGAIN'"))
                    .isEqualTo(copied ? 1 : 0);
        }
    }

    @Test
    void tellsNoMoreOfWhatSomebodyMovedAway() throws Exception {
        write(file(), 0, noise(1, PAGE));
        open(folder).close();
        try (SqliteQueue queue = open(folder)) {
            queue.awaitSalvage();
            assertThat(queue.status().setAside()).hasSize(1);
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.filter(DamageTest::isLeftOver).toList()) {
                Files.delete(each);
            }
        }
        try (SqliteQueue queue = open(folder)) {
            queue.awaitSalvage();
            assertThat(queue.status().setAside()).isEmpty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(DamageTest::isLeftOver)).isEmpty();
        }
    }

    private static boolean isLeftOver(Path file) {
        return file.toString().matches(".*(damaged|salvage)-.*");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void carriesOverOnceHoweverOftenItIsCutShort(long seed) throws Exception {
        var random = new Random(seed);
        write(file(), (11 + random.nextInt(20) - 1L) * PAGE, noise(seed, PAGE));
        sql("UPDATE counters SET last = 5");
        List<Long> delivered = new ArrayList<>();
        for (int round = 0; round < 25; round++) {
            try (SqliteQueue queue = open(folder)) {
                for (int step = random.nextInt(4); step > 0; step--) {
                    Batch batch = queue.unsettled("a", 100, MANY, clock.instant());
                    queue.settle(Settlement.delivered("a", batch, null));
                    batch.events().forEach(each -> delivered.add(each.sequence()));
                }
            }
        }
        try (SqliteQueue queue = open(folder)) {
            String report = report();
            delivered(queue).forEach(each -> delivered.add(each.sequence()));
            Set<Long> missing = missing(report);
            List<Long> live = delivered.stream().filter(each -> each != 8).toList();
            assertThat(live).isSorted().doesNotHaveDuplicates();
            assertThat(live)
                    .hasSize(EVENTS
                            - SETTLED
                            - (int) missing.stream()
                                    .filter(each -> each > SETTLED)
                                    .count());
        }
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void setsTheStoreAsideThatBreaksWhileItIsOpen() throws Exception {
        try (SqliteQueue queue = open(folder)) {
            for (int page = 30; page < 40; page++) {
                write(file(), (page - 1L) * PAGE, noise(page, PAGE));
            }
            await().until(() -> {
                try {
                    return queue.readForward(0, EVENTS).isEmpty()
                            || !queue.status().setAside().isEmpty();
                } catch (QueueException e) {
                    return false;
                }
            });
            queue.append(arrivals(9_001, 9_001)).join();
            String report = report();
            assertThat(missing(report)).isNotEmpty();
            assertIsTrue(queue, report);
        }
    }

    @Test
    void doesNotDeliverAYoungerEventBeforeThoseThatAreCarriedOver() throws IOException {
        write(file(), 0, noise(1, PAGE));
        var options = new QueueOptions(folder, Durability.FULL, 1L << 30, 0, Duration.ofHours(24), 10_000, 0, 32 << 20);
        try (SqliteQueue queue = SqliteQueue.open(options, clock, () -> Long.MAX_VALUE)) {
            queue.append(arrivals(9_001, 9_001)).join();
            assertThat(queue.unsettled("a", 10, MANY, clock.instant()).isEmpty())
                    .isTrue();
            queue.configure(Map.of("a", new Start.Earliest()));
            queue.awaitSalvage();
            assertThat(queue.unsettled("a", 10, MANY, clock.instant())
                            .events()
                            .get(0)
                            .sequence())
                    .isEqualTo(SETTLED + 1);
        }
    }

    @Test
    void findsAStoppedStoreSoundAndNamesWhatIsNot() throws Exception {
        assertThat(new StoppedStore(file()).problems()).isEmpty();
        List<Long> read = new ArrayList<>();
        assertThat(new StoppedStore(file()).readable(each -> read.add(each.sequence())))
                .isZero();
        assertThat(read).hasSize(EVENTS);

        sql(
                "DELETE FROM events WHERE sequence BETWEEN 2000 AND 2009",
                "UPDATE events SET body = 'x' WHERE sequence = 7");
        assertThat(new StoppedStore(file()).problems())
                .containsExactly(
                        "the count of events is wrong", "11 events are missing or cannot be read: 7-7, 2000-2009");
        write(file(), (12 - 1L) * PAGE, noise(1, PAGE));
        assertThat(new StoppedStore(file()).problems()).hasSizeGreaterThan(2);
        List<QueueStatus.SetAside> stores =
                new StoppedStore(file()).repair("a test broke it", Map.of("a", new Start.Earliest()), clock);
        assertThat(stores).singleElement().satisfies(store -> {
            assertThat(store.carriedOver()).isTrue();
            assertThat(store.restored() + store.missing()).isEqualTo(EVENTS);
        });
        assertThat(new StoppedStore(file()).problems()).isEmpty();
    }
}
