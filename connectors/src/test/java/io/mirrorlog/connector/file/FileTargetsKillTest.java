package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.file.Happenings.NOON;
import static io.mirrorlog.connector.file.Happenings.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.file.FailingDisk.Killed;
import io.mirrorlog.connector.file.FailingDisk.Step;
import io.mirrorlog.connector.file.FileConnector.Fsync;
import io.mirrorlog.connector.file.FileConnector.Options;
import io.mirrorlog.connector.file.Rotation.Compress;
import io.mirrorlog.connector.file.Rotation.Every;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills the agent, in effect, at every step while lines of several sites go to several files, and looks whether each line
 * is once in the file of its site, in order.
 */
class FileTargetsKillTest {

    private static final Instant START = Instant.parse("2026-11-21T10:59:50Z");
    private static final List<Step> STEPS = List.of(Step.values());

    /** The sites come by turns; the third one late; texts that are alike stand in different files. */
    private static final List<Entry> ENTRIES = Happenings.entries(
            "a 1",
            "b 1",
            "a same",
            "b same",
            "a ü😀",
            "c 1",
            "a larger than a file of 20 bytes",
            "c same",
            "b 2",
            "d 1",
            "a 3",
            "c 2",
            "b 3");

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private Instant now = START;
    private Path root = Path.of("");

    private Connector connector(String pattern, Disk disk, @Nullable Rotation rotation, int most) {
        return new FileConnector(
                new Options(root.resolve(pattern), "0640", Fsync.BATCH, rotation),
                new Surroundings("c", () -> now, notices::add),
                disk,
                new InTurn(),
                most);
    }

    private static Rotation rotation(long bytes, Compress compress) {
        return new Rotation(new ByteSize(bytes), Every.HOUR, 1_000, compress, ZoneOffset.UTC);
    }

    // --- what stands where

    /** The lines of each file, those of its rotated files first. */
    private Map<String, String> mirrored() throws IOException {
        Map<String, String> mirrored = new TreeMap<>();
        if (Files.exists(root)) {
            try (var files = Files.walk(root)) {
                for (Path path : files.filter(Files::isRegularFile).toList()) {
                    String name = root.relativize(path).toString().replaceFirst("\\.log\\..*", ".log");
                    mirrored.computeIfAbsent(name, n -> "");
                }
            }
        }
        for (Map.Entry<String, String> file : mirrored.entrySet()) {
            file.setValue(mirrored(root.resolve(file.getKey())));
        }
        return mirrored;
    }

    private static String mirrored(Path path) throws IOException {
        var content = new StringBuilder();
        for (RotatedFiles.Name name : RotatedFiles.of(path).names()) {
            Path plain = name.of(path);
            content.append(Files.exists(plain) ? Files.readString(plain) : gunzipped(Path.of(plain + ".gz")));
        }
        return content.append(Files.exists(path) ? Files.readString(path) : "").toString();
    }

    private static String gunzipped(Path file) throws IOException {
        try (InputStream content = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, String> expected(List<Entry> entries) {
        Map<String, String> expected = new TreeMap<>();
        for (Entry entry : entries) {
            expected.merge(entry.event().site() + ".log", entry.text() + "\n", String::concat);
        }
        return expected;
    }

    private void assertNothingIsLeftOver(boolean compressed) throws IOException {
        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile).map(Path::toString))
                    .noneMatch(name -> name.contains("foreign"))
                    .noneMatch(name -> name.endsWith(".tmp"))
                    .noneMatch(name -> compressed && name.matches(".*\\.log\\.[^.]*"));
        }
        assertThat(notices).isEmpty();
    }

    // --- at every step

    /** Few files are known at a time, or all; rotated or not; the whole in a batch, or less. */
    @ParameterizedTest(name = "{0} files, {1} bytes a file, {2} a batch, {3} bytes of the step''s write")
    @CsvSource({
        "256, 0, 5, 3",
        "256, 0, 13, 0",
        "256, 12, 5, 0",
        "256, 20, 13, 1000",
        "2, 0, 13, 3",
        "2, 12, 5, 1000",
        "1, 20, 13, 3",
        "3, 12, 13, 0",
        "3, 20, 3, 4"
    })
    void survivesADeathAtEveryStep(int most, int size, int batch, int bytes) throws Exception {
        Rotation rotation = size == 0 ? null : rotation(size, Compress.GZIP);
        int step = 0;
        for (boolean killed = true; killed; step++) {
            root = folder.resolve("at-" + step);
            now = START;
            killed = diesAt(step, bytes, rotation, most, batch);
            assertThat(mirrored()).as("step %s", step).isEqualTo(expected(ENTRIES));
            assertNothingIsLeftOver(false);
        }
        assertThat(step).as("steps taken").isGreaterThan(25);
    }

    /** Delivers all, by two agents if the first one dies; false when it came to its end before that step. */
    private boolean diesAt(int step, int bytes, @Nullable Rotation rotation, int most, int batch) throws Exception {
        var lane = new SettlingLane(ENTRIES);
        try (Connector first =
                connector("{site}.log", new FailingDisk().hasty().killedAt(step).after(bytes), rotation, most)) {
            lane.resume(first);
            run(lane, first, batch);
            return false;
        } catch (Killed e) {
            try (Connector second = connector("{site}.log", new FailingDisk().hasty(), rotation, most)) {
                lane.resume(second);
                run(lane, second, batch - 1);
            }
            return true;
        }
    }

    /** As the clock goes on: the hour changes in the midst. */
    private void run(SettlingLane lane, Connector connector, int batch) throws InterruptedException {
        for (int calls = 0; !lane.isDone(); calls++) {
            assertThat(calls).as("calls").isLessThan(500);
            now = now.plusSeconds(2);
            Outcome outcome = lane.offer(connector, batch);
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            lane.settle(outcome, batch);
        }
    }

    @ParameterizedTest(name = "{0} files, {1} bytes of the step''s write")
    @CsvSource({"256, 0", "256, 5", "2, 5"})
    void losesNothingWhenItDiesTwiceInARow(int most, int bytes) throws Exception {
        Rotation rotation = rotation(12, Compress.GZIP);
        for (int first = 0; first < 120; first += 9) {
            for (int second = 0; second < 24; second += 2) {
                root = folder.resolve(first + "-" + second);
                now = START;
                var lane = new SettlingLane(ENTRIES);
                for (int step : new int[] {first, second, Integer.MAX_VALUE}) {
                    diesOrEnds(
                            lane,
                            connector(
                                    "{site}.log",
                                    new FailingDisk().hasty().killedAt(step).after(bytes),
                                    rotation,
                                    most));
                }
                assertThat(mirrored()).as("steps %s and %s", first, second).isEqualTo(expected(ENTRIES));
                assertNothingIsLeftOver(false);
            }
        }
    }

    private void diesOrEnds(SettlingLane lane, Connector connector) throws Exception {
        try (connector) {
            lane.resume(connector);
            run(lane, connector, 6);
        } catch (Killed e) {
            assertThat(lane.isDone()).isFalse();
        }
    }

    /** All lines of a batch are on disk, and none of it is settled: less is offered the next time, or more. */
    @ParameterizedTest(name = "{0} entries at a time")
    @ValueSource(ints = {1, 2, 3, 5, 8, 13})
    void findsWhatWasWrittenInBatchesOfAnotherSize(int atMost) throws Exception {
        for (int most : new int[] {256, 4}) {
            root = folder.resolve("most-" + most);
            var lane = new SettlingLane(ENTRIES);
            try (Connector killed = connector("{site}.log", new FailingDisk().hasty(), null, most)) {
                lane.resume(killed);
                lane.settle(lane.offer(killed, 13), 13);
                assertThat(lane.offer(killed, 13)).isEqualTo(new Outcome.Delivered(13, bookmark(lane, killed)));
            }
            try (Connector next = connector("{site}.log", new FailingDisk().hasty(), null, most)) {
                lane.resume(next);
                run(lane, next, atMost);
            }
            assertThat(mirrored()).isEqualTo(expected(ENTRIES));
            assertNothingIsLeftOver(false);
        }
    }

    private static @Nullable String bookmark(SettlingLane lane, Connector again) throws InterruptedException {
        lane.resume(again);
        return ((Outcome.Delivered) lane.offer(again, 13)).bookmark();
    }

    // --- in any order

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 100);
    }

    private static List<Entry> someEntries(Random random, int count, int sites) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    String site = String.valueOf((char) ('a' + random.nextInt(sites)));
                    String text = random.nextBoolean() ? "line " + i : "ü😀".repeat(random.nextInt(9)) + i % 3;
                    return entry(site, null, NOON, text);
                })
                .toList();
    }

    /** Deaths, failures of any file, failed settlements, jumps of the clock and other options. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void writesEachLineOnceWhateverHappens(long seed) throws Exception {
        var random = new Random(seed);
        int most = 1 + random.nextInt(9);
        root = folder.resolve("mirror");
        List<Entry> entries = someEntries(random, 80, 1 + random.nextInt(8));
        var lane = new SettlingLane(entries);
        var disk = new FailingDisk().hasty();
        Connector connector = connector("{site}.log", disk, seed % 5 == 0 ? null : someRotation(random), most);
        while (!lane.isDone()) {
            now = now.plusSeconds(random.nextInt(10) == 0 ? random.nextInt(8_000) - 2_000 : random.nextInt(3));
            if (!lane.survives(connector, 1 + random.nextInt(20), random)) {
                disk = new FailingDisk().hasty();
                connector = connector("{site}.log", disk, seed % 5 == 0 ? null : someRotation(random), most);
                lane.resume(connector);
            }
            disturb(random, disk);
        }
        connector.close();
        assertThat(mirrored()).isEqualTo(expected(entries));
        notices.removeIf(notice -> notice.startsWith("rotated files of "));
        keepUp(entries);
        assertNothingIsLeftOver(true);
        assertThat(mirrored()).isEqualTo(expected(entries));
    }

    private static Rotation someRotation(Random random) {
        return rotation(1 + random.nextInt(100), random.nextInt(4) == 0 ? Compress.NONE : Compress.GZIP);
    }

    private void keepUp(List<Entry> entries) throws IOException {
        for (String name : expected(entries).keySet()) {
            Path path = root.resolve(name);
            new Upkeep(new LocalDisk(), path, rotation(1, Compress.GZIP), RotatedFiles.of(path), notices::add).run();
        }
    }

    private void disturb(Random random, FailingDisk disk) {
        disk.mended();
        disk.killedAt(Integer.MAX_VALUE).after(random.nextInt(30));
        switch (random.nextInt(5)) {
            case 0 -> disk.killedAt(disk.taken().size() + random.nextInt(20));
            case 1 -> disk.failing(STEPS.get(random.nextInt(STEPS.size())), new IOException("broken"));
            case 2 ->
                disk.failing(STEPS.get(random.nextInt(STEPS.size())), new IOException("broken"))
                        .only(root.resolve((char) ('a' + random.nextInt(8)) + ".log"));
            default -> {}
        }
    }

    /** The user gives the connection another path each time the agent is killed; the batches stay as large. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void writesEachLineOnceWhateverThePath(long seed) throws Exception {
        var random = new Random(seed);
        root = folder.resolve("mirror");
        String[] patterns = {"all.log", "{site}.log", "{site}/x.log", "of-{site}/{identifier}.log"};
        List<Entry> entries = IntStream.range(0, 60)
                .mapToObj(i -> entry(String.valueOf((char) ('a' + random.nextInt(4))), null, NOON, "line " + i))
                .toList();
        var lane = new SettlingLane(entries);
        var disk = new FailingDisk().hasty();
        Connector connector = connector("{site}.log", disk, null, 256);
        while (!lane.isDone()) {
            if (!lane.survives(connector, 20, random)) {
                disk = new FailingDisk().hasty();
                connector = connector(patterns[random.nextInt(patterns.length)], disk, null, 256);
                lane.resume(connector);
            }
            disturb(random, disk);
        }
        connector.close();

        Map<String, Integer> found = new LinkedHashMap<>();
        for (Map.Entry<String, String> file : mirrored().entrySet()) {
            List<String> lines = file.getValue().lines().toList();
            lines.forEach(line -> found.merge(line, 1, Integer::sum));
            assertThat(lines.stream().map(line -> Integer.valueOf(line.substring(5))))
                    .as(file.getKey())
                    .isSorted();
        }
        assertThat(found)
                .hasSize(entries.size())
                .allSatisfy((line, times) -> assertThat(times).as(line).isOne());
        assertNothingIsLeftOver(false);
    }
}
