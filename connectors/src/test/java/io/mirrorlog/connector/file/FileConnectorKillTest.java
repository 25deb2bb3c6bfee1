package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.contract.ConnectorContract.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.file.FailingDisk.Killed;
import io.mirrorlog.connector.file.FailingDisk.Step;
import io.mirrorlog.connector.file.FileConnector.Fsync;
import io.mirrorlog.connector.file.FileConnector.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills the agent, in effect, at every step of a delivery, and looks whether each line is there once. */
class FileConnectorKillTest {

    private static final int BATCH = 3;
    private static final List<Step> STEPS = List.of(Step.values());
    private static final List<Entry> ENTRIES = entries("one", "zwei: ü", "三", "four 😀", "five", "", "seven", "eight");
    private static final String LINES = "one\nzwei: ü\n三\nfour 😀\nfive\n\nseven\neight\n";
    private static final int BATCH_BYTES = bytes("one\nzwei: ü\n三\n").length;

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void putTheFileIntoAFolderThatIsMissing() {
        path = folder.resolve("a/b/mirror.log");
    }

    private Connector connector(Disk disk) {
        return new FileConnector(
                new Options(path, "0640", Fsync.BATCH, null),
                new Surroundings("c", () -> Instant.EPOCH, n -> {}),
                disk,
                new InTurn(),
                Targets.MOST);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertMirrored(String expected) throws IOException {
        assertThat(path).content(StandardCharsets.UTF_8).isEqualTo(expected);
        try (var files = Files.list(path.getParent())) {
            assertThat(files).as("nothing was taken for somebody else's").containsExactly(path);
        }
    }

    static IntStream cuts() {
        return IntStream.rangeClosed(0, BATCH_BYTES);
    }

    @ParameterizedTest(name = "after {0} bytes")
    @MethodSource("cuts")
    void finishesAFirstBatchThatWasTorn(int cut) throws Exception {
        finishesATornBatch(cut, 0);
    }

    @ParameterizedTest(name = "after {0} bytes")
    @MethodSource("cuts")
    void finishesALaterBatchThatWasTorn(int cut) throws Exception {
        finishesATornBatch(cut, 1);
    }

    private void finishesATornBatch(int cut, int batchesBefore) throws Exception {
        var lane = new SettlingLane(ENTRIES);
        var disk = new FailingDisk();
        Connector killed = connector(disk);
        for (int i = 0; i <= batchesBefore; i++) { // the first one begins the file
            lane.settle(lane.offer(killed, BATCH), BATCH);
        }
        disk.killedAt(disk.taken().size()).after(cut);
        assertKilled(lane, killed);

        try (Connector next = connector(new LocalDisk())) {
            lane.resume(next);
            lane.run(next, BATCH);
        }
        assertMirrored(LINES);
    }

    private static void assertKilled(SettlingLane lane, Connector connector) throws InterruptedException {
        try {
            lane.offer(connector, BATCH);
        } catch (Killed e) {
            return;
        }
        throw new AssertionError("not killed");
    }

    @ParameterizedTest(name = "{0} entries at a time")
    @ValueSource(ints = {1, 2, 3, 4, 5, 8})
    void findsWhatWasWrittenInBatchesOfAnotherSize(int atMost) throws Exception {
        var lane = new SettlingLane(ENTRIES);
        Connector killed = connector(new LocalDisk());
        lane.settle(lane.offer(killed, 4), 4);
        assertThat(lane.offer(killed, 4)).isInstanceOf(Outcome.Delivered.class); // and never settled
        assertThat(lane.isDone()).isFalse();

        try (Connector next = connector(new LocalDisk())) {
            lane.resume(next);
            lane.run(next, atMost);
        }
        assertMirrored(LINES);
    }

    @ParameterizedTest(name = "{0} bytes of the step''s write")
    @ValueSource(ints = {0, 1, 7, 1000})
    void survivesADeathAtEveryStep(int bytes) throws Exception {
        for (String history : new String[] {"", "torn", "whole\n"}) {
            int step = 0;
            for (boolean killed = true; killed; step++) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, history);
                killed = diesAt(step, bytes);
                assertMirrored((history.equals("torn") ? "torn\n" : history) + LINES);
                Files.delete(path);
            }
            assertThat(step).as("steps taken").isGreaterThan(8);
        }
    }

    @ParameterizedTest(name = "{0} bytes of the step''s write")
    @ValueSource(ints = {0, 1, 7, 1000})
    void survivesADeathAtEveryStepWhileTheFileIsMade(int bytes) throws Exception {
        int step = 0;
        for (boolean killed = true; killed; step++) {
            path = folder.resolve(step + "/deep/mirror.log");
            killed = diesAt(step, bytes);
            assertMirrored(LINES);
        }
        assertThat(step).as("steps taken").isGreaterThan(10);
    }

    /** Delivers all, by two agents if the first one dies; false when it came to its end before that step. */
    private boolean diesAt(int step, int bytes) throws Exception {
        var lane = new SettlingLane(ENTRIES);
        try (Connector first = connector(new FailingDisk().killedAt(step).after(bytes))) {
            lane.resume(first);
            lane.run(first, BATCH);
            return false;
        } catch (Killed e) {
            try (Connector second = connector(new LocalDisk())) {
                lane.resume(second);
                lane.run(second, BATCH);
            }
            return true;
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    /** Deaths, failures, failed settlements and rotations by others in any order, with batches of any size. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void writesEachLineOnceWhateverHappens(long seed) throws Exception {
        var random = new Random(seed);
        List<Entry> entries = entries(IntStream.range(0, 40)
                .mapToObj(i -> random.nextBoolean() ? "line " + i : "ü😀".repeat(random.nextInt(9)) + i % 3)
                .toArray(String[]::new));
        var lane = new SettlingLane(entries);
        List<Path> rotated = new ArrayList<>();
        var disk = new FailingDisk();
        Connector connector = connector(disk);
        while (!lane.isDone()) {
            if (!lane.survives(connector, 1 + random.nextInt(6), random)) {
                disk = new FailingDisk();
                connector = connector(disk);
                lane.resume(connector);
            }
            disturb(random, disk, rotated);
        }
        connector.close();
        if (Files.exists(path)) {
            rotated.add(path);
        }
        assertThat(contentOf(rotated)).isEqualTo(contentOf(entries));
    }

    private void disturb(Random random, FailingDisk disk, List<Path> rotated) throws IOException {
        disk.mended();
        disk.killedAt(Integer.MAX_VALUE).after(random.nextInt(30));
        switch (random.nextInt(6)) {
            case 0 -> disk.killedAt(disk.taken().size() + random.nextInt(4));
            case 1 -> disk.failing(STEPS.get(random.nextInt(STEPS.size())), new IOException("broken"));
            case 2 -> rotate(random.nextBoolean(), rotated);
            default -> {}
        }
    }

    private void rotate(boolean makesNewFile, List<Path> rotated) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Path to = path.resolveSibling("mirror.log." + rotated.size());
        rotated.add(Files.move(path, to));
        if (makesNewFile) {
            Files.createFile(path);
        }
    }

    private static String contentOf(List<?> parts) throws IOException {
        var content = new StringBuilder();
        for (Object part : parts) {
            content.append(part instanceof Entry entry ? entry.text() + "\n" : Files.readString((Path) part));
        }
        return content.toString();
    }
}
