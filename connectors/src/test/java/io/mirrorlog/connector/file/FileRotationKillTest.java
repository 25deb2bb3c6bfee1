package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.contract.ConnectorContract.entries;
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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills the agent, in effect, at every step while files are rotated, and looks whether each line is there once. */
class FileRotationKillTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final List<Step> STEPS = List.of(Step.values());
    private static final List<Entry> ENTRIES =
            entries("one", "zwei: ü", "三", "four 😀", "larger than a file of 20 bytes", "", "seven", "eight", "nine");

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private Path path;

    /** Shortly before an hour is told twice. */
    private Instant now = Instant.parse("2026-10-25T00:59:50Z");

    @BeforeEach
    void putTheFileIntoAFolderThatIsMissing() {
        path = folder.resolve("a/mirror.log");
    }

    private Connector connector(Disk disk, Rotation rotation) {
        var options = new Options(path, "0640", Fsync.BATCH, rotation);
        return new FileConnector(
                options, new Surroundings("c", () -> now, notices::add), disk, new InTurn(), Targets.MOST);
    }

    private static Rotation rotation(long bytes, Compress compress) {
        return new Rotation(new ByteSize(bytes), Every.HOUR, 1_000, compress, ZONE);
    }

    /** All lines, those of rotated files first, in the order of their names. */
    private String mirrored() throws IOException {
        RotatedFiles rotated = RotatedFiles.of(path);
        var content = new StringBuilder();
        for (RotatedFiles.Name name : rotated.names()) {
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

    private static String textOf(List<Entry> entries) {
        return entries.stream().map(entry -> entry.text() + "\n").collect(Collectors.joining());
    }

    private void assertNothingIsLeftOver() throws IOException {
        RotatedFiles rotated = RotatedFiles.of(path);
        assertThat(rotated.torn()).isEmpty();
        assertThat(rotated.plain()).isEmpty();
        try (var files = Files.list(path.getParent())) {
            assertThat(files.filter(file -> file.toString().contains("foreign")))
                    .as("taken for somebody else's")
                    .isEmpty();
        }
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest(name = "{0} bytes of the step''s write")
    @ValueSource(ints = {0, 1, 7, 1000})
    void survivesADeathAtEveryStep(int bytes) throws Exception {
        for (int size : new int[] {12, 20}) {
            int step = 0;
            for (boolean killed = true; killed; step++) {
                path = folder.resolve(size + "-" + step + "/mirror.log");
                now = Instant.parse("2026-10-25T00:59:50Z");
                killed = diesAt(step, bytes, rotation(size, Compress.GZIP));
                assertThat(mirrored()).as("size %s, step %s", size, step).isEqualTo(textOf(ENTRIES));
                assertNothingIsLeftOver();
            }
            assertThat(step).as("steps taken").isGreaterThan(40);
        }
    }

    /** Delivers all, by two agents if the first one dies; false when it came to its end before that step. */
    private boolean diesAt(int step, int bytes, Rotation rotation) throws Exception {
        var lane = new SettlingLane(ENTRIES);
        try (Connector first =
                connector(new FailingDisk().hasty().killedAt(step).after(bytes), rotation)) {
            lane.resume(first);
            run(lane, first);
            keptUp(rotation);
            return false;
        } catch (Killed e) {
            try (Connector second = connector(new FailingDisk().hasty(), rotation)) {
                lane.resume(second);
                run(lane, second);
            }
            keptUp(rotation);
            return true;
        }
    }

    /** As the clock goes on: the hour changes in the midst, and is told twice. */
    private void run(SettlingLane lane, Connector connector) throws InterruptedException {
        while (!lane.isDone()) {
            now = now.plusSeconds(2);
            Outcome outcome = lane.offer(connector, 3);
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            lane.settle(outcome, 3);
        }
    }

    private void keptUp(Rotation rotation) throws IOException {
        new Upkeep(new FailingDisk().hasty(), path, rotation, RotatedFiles.of(path), notices::add).run();
    }

    @ParameterizedTest(name = "{0} bytes of the step''s write")
    @ValueSource(ints = {0, 9})
    void losesNothingWhenItDiesTwiceInARow(int bytes) throws Exception {
        Rotation rotation = rotation(12, Compress.GZIP);
        for (int first = 0; first < 60; first += 3) {
            for (int second = 0; second < 12; second++) {
                path = folder.resolve(first + "-" + second + "/mirror.log");
                now = Instant.parse("2026-10-25T00:59:50Z");
                var lane = new SettlingLane(ENTRIES);
                for (int step : new int[] {first, second, Integer.MAX_VALUE}) {
                    diesOrEnds(
                            lane,
                            connector(new FailingDisk().hasty().killedAt(step).after(bytes), rotation));
                }
                assertThat(mirrored()).as("steps %s and %s", first, second).isEqualTo(textOf(ENTRIES));
                keptUp(rotation);
                assertNothingIsLeftOver();
            }
        }
    }

    private void diesOrEnds(SettlingLane lane, Connector connector) throws Exception {
        try (connector) {
            lane.resume(connector);
            run(lane, connector);
        } catch (Killed e) {
            assertThat(lane.isDone()).isFalse();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    /** Deaths, failures, failed settlements, jumps of the clock and other options, in any order. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void writesEachLineOnceWhateverHappens(long seed) throws Exception {
        var random = new Random(seed);
        List<Entry> entries = entries(IntStream.range(0, 60)
                .mapToObj(i -> random.nextBoolean() ? "line " + i : "ü😀".repeat(random.nextInt(9)) + i % 3)
                .toArray(String[]::new));
        var lane = new SettlingLane(entries);
        Rotation rotation = rotation(1 + random.nextInt(100), Compress.GZIP);
        var disk = new FailingDisk().hasty();
        Connector connector = connector(disk, rotation);
        while (!lane.isDone()) {
            now = now.plusSeconds(random.nextInt(10) == 0 ? random.nextInt(8_000) - 2_000 : random.nextInt(3));
            if (!lane.survives(connector, 1 + random.nextInt(6), random)) {
                Compress compress = random.nextInt(4) == 0 ? Compress.NONE : Compress.GZIP;
                rotation = rotation(1 + random.nextInt(100), compress);
                disk = new FailingDisk().hasty();
                connector = connector(disk, rotation);
                lane.resume(connector);
            }
            disturb(random, disk);
        }
        connector.close();
        assertThat(mirrored()).isEqualTo(textOf(entries));
        notices.removeIf(notice -> notice.startsWith("rotated files of " + path + " wait"));
        keptUp(rotation(100, Compress.GZIP));
        assertNothingIsLeftOver();
        assertThat(mirrored()).isEqualTo(textOf(entries));
    }

    private static void disturb(Random random, FailingDisk disk) {
        disk.mended();
        disk.killedAt(Integer.MAX_VALUE).after(random.nextInt(30));
        switch (random.nextInt(4)) {
            case 0 -> disk.killedAt(disk.taken().size() + random.nextInt(9));
            case 1 -> disk.failing(STEPS.get(random.nextInt(STEPS.size())), new IOException("broken"));
            default -> {}
        }
    }
}
