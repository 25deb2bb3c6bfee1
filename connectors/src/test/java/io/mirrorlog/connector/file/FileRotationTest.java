package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.contract.ConnectorContract.deliverAll;
import static io.mirrorlog.connector.contract.ConnectorContract.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Surroundings;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands where after files were rotated, by names and contents. */
class FileRotationTest {

    private static final String STAMP = "mirror.log.20261121-104207";

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private final FailingDisk disk = new FailingDisk();
    private Instant now = Instant.parse("2026-11-21T10:42:07.9Z");
    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("mirror.log");
    }

    private static Rotation bySize(long bytes, int keep, Compress compress) {
        return new Rotation(new ByteSize(bytes), null, keep, compress, ZoneOffset.UTC);
    }

    private static Rotation by(Every every, String zone) {
        return new Rotation(null, every, 30, Compress.NONE, ZoneId.of(zone));
    }

    private Connector connector(@Nullable Rotation rotation) {
        var options = new Options(path, "0640", Fsync.BATCH, rotation);
        return new FileConnector(
                options, new Surroundings("audit", () -> now, notices::add), disk, new InTurn(), Targets.MOST);
    }

    private static String deliver(Connector connector, String... texts) throws InterruptedException {
        return String.valueOf(deliverAll(connector, entries(texts)));
    }

    private void assertFile(String name, String content) {
        assertThat(folder.resolve(name)).content(StandardCharsets.UTF_8).isEqualTo(content);
    }

    private void assertGzip(String name, String content) throws IOException {
        try (InputStream file = new GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
            assertThat(file.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(content);
        }
    }

    private void assertNames(String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))).containsExactlyInAnyOrder(names);
        }
    }

    // --- by size

    @Test
    void rotatesWithinABatchBeforeTheLineThatWouldBeTooMuch() throws Exception {
        try (Connector connector = connector(bySize(6, 30, Compress.NONE))) {
            deliver(connector, "a", "b", "c", "d", "e", "f", "g");
        }
        assertFile(STAMP, "a\nb\nc\n");
        assertFile(STAMP + "-1", "d\ne\nf\n");
        assertFile("mirror.log", "g\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void deliversAsManyAsFitAndBeginsAnewWithNothingButABookmark() throws Exception {
        try (Connector connector = connector(bySize(6, 30, Compress.NONE))) {
            deliver(connector, "a");
            assertThat(connector.deliver(entries("b", "c", "d")))
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            delivered -> assertThat(delivered.count()).isEqualTo(2));
            disk.taken().clear();
            assertThat(connector.deliver(entries("d")))
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            delivered -> assertThat(delivered.count()).isZero());
            assertThat(disk.taken())
                    .startsWith(Step.RENAME, Step.FORCE_FOLDER)
                    .endsWith(Step.FORCE, Step.FORCE_FOLDER)
                    .doesNotContain(Step.WRITE);
        }
        assertFile(STAMP, "a\nb\nc\n");
        assertThat(path).isEmptyFile();
    }

    @Test
    void givesALineThatIsLargerThanTheSizeAFileAlone() throws Exception {
        try (Connector connector = connector(bySize(6, 30, Compress.NONE))) {
            deliver(connector, "larger than that", "a", "larger again", "b");
        }
        assertFile(STAMP, "larger than that\n");
        assertFile(STAMP + "-1", "a\n");
        assertFile(STAMP + "-2", "larger again\n");
        assertFile("mirror.log", "b\n");
    }

    @Test
    void measuresBytesNotCharacters() throws Exception {
        try (Connector connector = connector(bySize(6, 30, Compress.NONE))) {
            deliver(connector, "ü", "😀", "a", "b", "c");
        }
        assertFile(STAMP, "ü\n");
        assertFile(STAMP + "-1", "😀\n");
        assertFile("mirror.log", "a\nb\nc\n");
    }

    @Test
    void rotatesAHistoryThatIsTooLarge() throws Exception {
        Files.writeString(path, "from before\n");
        try (Connector connector = connector(bySize(6, 30, Compress.NONE))) {
            deliver(connector, "a");
        }
        assertFile(STAMP, "from before\n");
        assertFile("mirror.log", "a\n");
    }

    // --- by time

    @Test
    void rotatesWithTheFirstDeliveryBehindTheBoundary() throws Exception {
        now = Instant.parse("2026-10-24T21:59:59.999999999Z");
        try (Connector connector = connector(by(Every.DAY, "Europe/Berlin"))) {
            deliver(connector, "a");
            deliver(connector, "b");
            now = Instant.parse("2026-10-24T22:00:00Z");
            deliver(connector, "c");
            now = Instant.parse("2026-10-25T22:59:59Z"); // 25 hours later it is still the same day
            deliver(connector, "d");
            now = Instant.parse("2026-10-25T23:00:00Z");
            deliver(connector, "e");
        }
        assertNames("mirror.log.20261025-000000", "mirror.log.20261026-000000", "mirror.log");
        assertFile("mirror.log.20261025-000000", "a\nb\n");
        assertFile("mirror.log.20261026-000000", "c\nd\n");
        assertFile("mirror.log", "e\n");
    }

    @Test
    void rotatesWhenTheBoundaryPassedWhileTheAgentWasDown() throws Exception {
        String bookmark;
        try (Connector connector = connector(by(Every.MONTH, "UTC"))) {
            bookmark = deliver(connector, "a");
        }
        now = Instant.parse("2027-02-03T00:00:00Z");
        try (Connector connector = connector(by(Every.MONTH, "UTC"))) {
            connector.resume(bookmark);
            deliver(connector, "b");
        }
        assertFile("mirror.log.20270203-000000", "a\n");
        assertFile("mirror.log", "b\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void doesNotRotateAnEmptyFileAndCountsFromItsFirstLine() throws Exception {
        try (Connector connector = connector(by(Every.HOUR, "UTC"))) {
            connector.deliver(entries("a")); // begins the file
            now = now.plusSeconds(7200);
            deliver(connector, "a");
            deliver(connector, "b");
        }
        assertNames("mirror.log");
        assertFile("mirror.log", "a\nb\n");
    }

    @Test
    void namesFilesBehindOneAnotherThoughAnHourIsToldTwice() throws Exception {
        now = Instant.parse("2026-10-25T00:30:00Z"); // 02:30 in summer time
        try (Connector connector = connector(by(Every.HOUR, "Europe/Berlin"))) {
            deliver(connector, "a");
            now = Instant.parse("2026-10-25T00:59:59Z");
            deliver(connector, "b");
            now = Instant.parse("2026-10-25T01:00:00Z"); // 02:00 again
            deliver(connector, "c");
            now = Instant.parse("2026-10-25T02:00:00Z"); // 03:00
            deliver(connector, "d");
        }
        assertNames("mirror.log.20261025-020000", "mirror.log.20261025-030000", "mirror.log");
        assertFile("mirror.log.20261025-020000", "a\nb\n");
    }

    @Test
    void namesFilesBehindOneAnotherThoughTheClockIsSetBack() throws Exception {
        try (Connector connector = connector(bySize(2, 3, Compress.NONE))) {
            deliver(connector, "a", "b");
            now = now.minusSeconds(1_000);
            deliver(connector, "c");
            deliver(connector, "d");
            now = now.plusSeconds(1_001);
            deliver(connector, "e", "f");
        }
        assertNames(STAMP + "-2", "mirror.log.20261121-104208", "mirror.log.20261121-104208-1", "mirror.log");
        assertFile(STAMP + "-2", "c\n");
        assertFile("mirror.log", "f\n");
    }

    @Test
    void countsAFileOfAnEarlierVersionFromTheFirstDeliveryOn() throws Exception {
        String bookmark;
        try (Connector connector = connector(null)) {
            bookmark = deliver(connector, "a").replaceFirst("^2 -?\\d+", "1");
        }
        now = now.plusSeconds(864_000);
        try (Connector connector = connector(by(Every.DAY, "UTC"))) {
            connector.resume(bookmark);
            deliver(connector, "b");
            now = now.plusSeconds(86_400);
            deliver(connector, "c");
        }
        assertFile("mirror.log.20261202-104207", "a\nb\n");
        assertFile("mirror.log", "c\n");
    }

    // --- what becomes of rotated files

    @Test
    void compressesRotatedFilesWithTheModeOfTheirOwn() throws Exception {
        try (Connector connector = connector(bySize(200_000, 30, Compress.GZIP))) {
            deliver(connector, "x".repeat(199_999));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            deliver(connector, "a");
        }
        assertNames(STAMP + ".gz", "mirror.log");
        assertGzip(STAMP + ".gz", "x".repeat(199_999) + "\n");
        assertThat(Files.getPosixFilePermissions(folder.resolve(STAMP + ".gz")))
                .isEqualTo(PosixFilePermissions.fromString("rw-rw-rw-"));
        assertFile("mirror.log", "a\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void removesThePlainFileWhenTheCompressedOneIsSafe() throws Exception {
        try (Connector connector = connector(bySize(2, 30, Compress.GZIP))) {
            deliver(connector, "a");
            connector.deliver(entries("b"));
            disk.taken().clear();
            connector.deliver(entries("b"));
        }
        assertThat(disk.taken())
                .containsSequence(Step.OPEN, Step.CREATE, Step.WRITE)
                .containsSequence(Step.FORCE, Step.RENAME, Step.FORCE_FOLDER, Step.DELETE);
    }

    @Test
    void keepsTheNewestCompressedOrNot() throws Exception {
        for (String name : List.of("20250101-000000.gz", "20250101-000000-10", "20250101-000000-9.gz")) {
            Files.writeString(folder.resolve("mirror.log." + name), "");
        }
        Files.writeString(folder.resolve("mirror.log.20250101-000000-10.gz"), "both stand there");
        try (Connector connector = connector(bySize(2, 2, Compress.NONE))) {
            deliver(connector, "a");
            assertNames(
                    "mirror.log.20250101-000000-10",
                    "mirror.log.20250101-000000-10.gz",
                    "mirror.log.20250101-000000-9.gz",
                    "mirror.log");
            deliver(connector, "b", "c");
        }
        assertNames(STAMP, STAMP + "-1", "mirror.log");
    }

    @Test
    void touchesNoFileWhoseNameIsNotExactlyThatOfARotatedOne() throws Exception {
        String[] others = {
            "mirror.log.1",
            "mirror.log.20250101",
            "mirror.log-20250101-000000",
            "mirror.log.20250101-000000.bz2",
            "mirror.log.20250101-000000-0",
            "mirror.log.20250101-000000-01",
            "mirror.log.20250101-000000-1-1",
            "mirror.log.20250101-000000.gz.gz",
            "mirror.log.20250101-000000.tmp",
            "mirror.log.foreign-20250101-000000",
            "mirrorxlog.20250101-000000",
            "other.log.20250101-000000",
            "amirror.log.20250101-000000",
        };
        for (String name : others) {
            Files.writeString(folder.resolve(name), name);
        }
        Files.createDirectory(folder.resolve("mirror.log.20240101-000000"));
        Files.createSymbolicLink(folder.resolve("mirror.log.20240101-000001"), folder.resolve("mirror.log.1"));
        try (Connector connector = connector(bySize(2, 1, Compress.GZIP))) {
            deliver(connector, "a", "b", "c");
        }
        for (String name : others) {
            assertFile(name, name);
        }
        assertThat(folder.resolve("mirror.log.20240101-000000")).isDirectory();
        assertThat(folder.resolve("mirror.log.20240101-000001")).isSymbolicLink();
        assertThat(folder.resolve(STAMP + "-1.gz")).isRegularFile();
    }

    @Test
    void finishesWhatAKilledAgentLeft() throws Exception {
        Files.writeString(folder.resolve("mirror.log.20250101-000000"), "first\n");
        Files.writeString(folder.resolve("mirror.log.20250101-000000.gz.tmp"), "torn");
        Files.writeString(folder.resolve("mirror.log.20250101-000001"), "second\n");
        Files.writeString(folder.resolve("mirror.log.20250101-000001.gz"), "of somebody else");
        Files.writeString(folder.resolve("mirror.log.20250101-000002.gz.tmp"), "deleted");
        try (Connector connector = connector(bySize(1_000, 30, Compress.GZIP))) {
            deliver(connector, "a");
        }
        assertNames("mirror.log.20250101-000000.gz", "mirror.log.20250101-000001.gz", "mirror.log");
        assertGzip("mirror.log.20250101-000000.gz", "first\n");
        assertGzip("mirror.log.20250101-000001.gz", "second\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE", "WRITE", "FORCE", "RENAME", "FORCE_FOLDER", "DELETE"})
    void tellsOfACompressionThatFailedAndFinishesItLater(Step step) throws Exception {
        Files.writeString(folder.resolve("mirror.log.20250101-000000"), "first\n");
        try (Connector connector = connector(bySize(4, 30, Compress.GZIP))) {
            connector.deliver(entries("a"));
            var upkeep = new Upkeep(
                    disk.failing(step, new IOException("No space left on device")),
                    path,
                    bySize(4, 30, Compress.GZIP),
                    RotatedFiles.of(path),
                    notices::add);
            upkeep.run();
            assertThat(notices)
                    .containsExactly("rotated files of " + path
                            + " wait to be compressed or deleted, until the next is rotated: No space left on device");
            assertThat(folder.resolve("mirror.log.20250101-000000")).hasContent("first\n");
            assertThat(folder.resolve("mirror.log.20250101-000000.gz.tmp")
                            .toFile()
                            .exists())
                    .as("left of a torn compression")
                    .isEqualTo(step == Step.RENAME);
            disk.mended();
            deliver(connector, "a", "b", "c");
        }
        assertNames("mirror.log.20250101-000000.gz", STAMP + ".gz", "mirror.log");
        assertGzip("mirror.log.20250101-000000.gz", "first\n");
        assertThat(notices).hasSize(1);
    }

    // --- rotations that fail, and those by others

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"RENAME", "CREATE", "FORCE_FOLDER", "FORCE"})
    void finishesARotationThatFailed(Step step) throws Exception {
        try (Connector connector = connector(bySize(4, 30, Compress.NONE))) {
            deliver(connector, "a", "b");
            disk.failing(step, new IOException("broken"));
            assertThat(connector.deliver(entries("c"))).isInstanceOf(Outcome.Retry.class);
            disk.mended();
            deliver(connector, "c");
        }
        assertNames(STAMP, "mirror.log");
        assertFile(STAMP, "a\nb\n");
        assertFile("mirror.log", "c\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void finishesWhatWasBegunBeforeItRotates() throws Exception {
        String bookmark;
        try (Connector connector = connector(by(Every.DAY, "UTC"))) {
            bookmark = deliver(connector, "a");
            deliver(connector, "b"); // never settled
        }
        now = now.plusSeconds(86_400);
        try (Connector connector = connector(by(Every.DAY, "UTC"))) {
            connector.resume(bookmark);
            deliver(connector, "b");
            deliver(connector, "c");
        }
        assertFile("mirror.log.20261122-104207", "a\nb\n");
        assertFile("mirror.log", "c\n");
    }

    @Test
    void movesAsideWhatIsSomebodyElsesBeforeItRotates() throws Exception {
        try (Connector connector = connector(bySize(4, 30, Compress.NONE))) {
            deliver(connector, "a", "b");
            Files.writeString(path, "a\nb\nnot ours\n");
            deliver(connector, "c");
        }
        assertFile(STAMP, "a\nb\n");
        assertFile("mirror.log.foreign-20261121-104207", "not ours\n");
        assertFile("mirror.log", "c\n");
        assertThat(notices).hasSize(1);
    }

    @Test
    void goesOnWhenSomebodyElseMovesTheFile() throws Exception {
        try (Connector connector = connector(bySize(4, 30, Compress.GZIP))) {
            deliver(connector, "a");
            Files.move(path, folder.resolve("mirror.log.1"));
            deliver(connector, "b", "c", "d");
        }
        assertNames("mirror.log.1", STAMP + ".gz", "mirror.log");
        assertFile("mirror.log.1", "a\n");
        assertGzip(STAMP + ".gz", "b\nc\n");
        assertFile("mirror.log", "d\n");
        assertThat(notices).containsExactly(path + " was moved to " + path + ".1; lines go on in a new file");
    }

    @Test
    void goesOnWhenSomebodyElseShortensTheFile() throws Exception {
        try (Connector connector = connector(bySize(4, 30, Compress.NONE))) {
            deliver(connector, "a", "b");
            Files.writeString(path, "");
            deliver(connector, "c", "d", "e");
        }
        assertFile(STAMP, "c\nd\n");
        assertFile("mirror.log", "e\n");
        assertThat(notices)
                .containsExactly(path + " was shortened or changed by somebody else; lines go on behind what is left");
    }
}
