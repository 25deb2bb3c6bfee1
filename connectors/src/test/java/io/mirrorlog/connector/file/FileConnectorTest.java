package io.mirrorlog.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.contract.ConnectorContract;
import io.mirrorlog.connector.file.FailingDisk.Step;
import io.mirrorlog.connector.file.FileConnector.Fsync;
import io.mirrorlog.connector.file.FileConnector.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileConnectorTest extends ConnectorContract {

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private final FailingDisk disk = new FailingDisk();
    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("mirror.log");
    }

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("file").orElseThrow();
    }

    @Override
    protected Options options() {
        return new Options(path, "0640", Fsync.BATCH, null);
    }

    @Override
    protected Connector connector() {
        return connector(options());
    }

    private Connector connector(Options options) {
        var clock = Instant.parse("2026-11-21T10:42:07.9Z");
        return new FileConnector(
                options, new Surroundings("audit", () -> clock, notices::add), disk, new InTurn(), Targets.MOST);
    }

    @Override
    protected void assertArrived(List<String> texts) throws IOException {
        if (texts.isEmpty()) {
            assertThat(path).doesNotExist();
        } else {
            assertThat(path).content(StandardCharsets.UTF_8).isEqualTo(String.join("\n", texts) + "\n");
        }
    }

    @Override
    protected Optional<Connector> brokenConnector() throws IOException {
        Files.createDirectory(path);
        return Optional.of(connector());
    }

    /** A new agent's connector, which is told how far the last one was. */
    private Connector resumed(@Nullable String bookmark) {
        Connector connector = connector();
        connector.resume(bookmark);
        return connector;
    }

    private static String deliver(Connector connector, String... texts) throws InterruptedException {
        String bookmark = deliverAll(connector, entries(texts));
        assertThat(bookmark).isNotNull();
        return String.valueOf(bookmark);
    }

    /** Delivers by an agent that then stops. */
    private String delivered(String... texts) throws Exception {
        try (Connector connector = connector()) {
            return deliver(connector, texts);
        }
    }

    private void assertFile(String name, String content) {
        assertThat(folder.resolve(name)).content(StandardCharsets.UTF_8).isEqualTo(content);
    }

    // --- making the file

    @ParameterizedTest
    @CsvSource({"0640, rw-r-----", "600, rw-------", "0666, rw-rw-rw-", "0777, rwxrwxrwx"})
    void makesTheFileWithItsModeWhateverTheUmask(String mode, String permissions) throws Exception {
        try (Connector connector = connector(new Options(path, mode, Fsync.BATCH, null))) {
            deliver(connector, "a");
        }
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString(permissions));
    }

    @Test
    void makesMissingFoldersForItsGroupToRead() throws Exception {
        path = folder.resolve("a/b/mirror.log");
        delivered("x");
        assertFile("a/b/mirror.log", "x\n");
        assertThat(Files.getPosixFilePermissions(folder.resolve("a")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("a/b")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    }

    @Test
    void leavesTheModeOfAnExistingFile() throws Exception {
        Files.createFile(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        delivered("x");
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
    }

    @Test
    void storesABookmarkBeforeItWritesTheFirstLine() throws Exception {
        try (Connector connector = connector()) {
            Outcome begun = connector.deliver(entries("a"));
            assertThat(begun)
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            delivered -> assertThat(delivered.count()).isZero());
            assertThat(path).isEmptyFile();
            assertThat(disk.taken()).endsWith(Step.FORCE, Step.FORCE_FOLDER);
        }
    }

    // --- fsync and the number of steps

    @Test
    void writesAndSyncsABatchOnce() throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            disk.taken().clear();
            deliver(connector, "b", "c", "d");
            assertThat(disk.taken()).containsExactly(Step.WRITE, Step.FORCE);
        }
    }

    @Test
    void leavesSyncingToTheSystemWhenAsked() throws Exception {
        try (Connector connector = connector(new Options(path, "0640", Fsync.NEVER, null))) {
            deliver(connector, "a");
            disk.taken().clear();
            deliver(connector, "b");
            assertThat(disk.taken()).containsExactly(Step.WRITE);
        }
    }

    @Test
    void writesALargeBatchInFewPieces() throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            disk.taken().clear();
            deliver(connector, Collections.nCopies(4, "x".repeat(1_000_000)).toArray(String[]::new));
            assertThat(Collections.frequency(disk.taken(), Step.WRITE)).isEqualTo(4);
            assertThat(disk.largestPiece()).isEqualTo(1 << 20);
        }
    }

    // --- going on

    @Test
    void goesOnAfterARestart() throws Exception {
        String bookmark = delivered("a");
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "b");
        }
        assertFile("mirror.log", "a\nb\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void keepsAHistoryFromBefore() throws Exception {
        Files.writeString(path, "from before\n");
        delivered("a");
        assertFile("mirror.log", "from before\na\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void endsATornHistoryWithItsLine() throws Exception {
        Files.writeString(path, "from before");
        delivered("from before");
        assertFile("mirror.log", "from before\nfrom before\n");
    }

    @Test
    void writesAgainWhatCouldNotBeSettled() throws Exception {
        try (Connector connector = connector()) {
            String settled = deliver(connector, "a");
            deliver(connector, "b"); // the queue's disk is full
            connector.resume(settled);
            deliver(connector, "b", "c");
        }
        assertFile("mirror.log", "a\nb\nc\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void goesOnBehindTheEndWhenTheBookmarkCannotBeRead() throws Exception {
        delivered("a");
        try (Connector connector = resumed("2 something of a later version")) {
            deliver(connector, "b");
        }
        assertFile("mirror.log", "a\nb\n");
        assertThat(notices)
                .containsExactly("the bookmark of " + path + " cannot be read; lines go on behind the file's end");
    }

    @Test
    void goesOnInACopyThatTookTheFilesPlace() throws Exception {
        String bookmark = delivered("a");
        Files.copy(path, folder.resolve("copy"));
        Files.move(folder.resolve("copy"), path, StandardCopyOption.REPLACE_EXISTING);
        try (Connector connector = resumed(bookmark)) {
            assertThat(connector.deliver(entries("b")))
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            delivered -> assertThat(delivered.count()).isEqualTo(1));
        }
        assertFile("mirror.log", "a\nb\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void beginsAnewUnderAnotherPath() throws Exception {
        String bookmark = delivered("a");
        path = folder.resolve("other.log");
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "b");
        }
        assertFile("mirror.log", "a\n");
        assertFile("other.log", "b\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void finishesUnderTheOldPathWhatWasBegunThere() throws Exception {
        String bookmark = delivered("a");
        Files.writeString(path, "a\nb\nc");
        path = folder.resolve("other.log");
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "b", "cc");
            deliver(connector, "d");
        }
        assertFile("mirror.log", "a\nb\ncc\n");
        assertFile("other.log", "d\n");
    }

    // --- steps that fail

    @Test
    void takesBackWhatAFullDiskTookInPart() throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            disk.failing(Step.WRITE, new IOException("No space left on device")).after(3);
            assertThat(connector.deliver(entries("secret content")))
                    .isEqualTo(new Outcome.Retry("cannot write to " + path + ": No space left on device"));
            assertFile("mirror.log", "a\n");
            disk.mended();
            deliver(connector, "b");
        }
        assertFile("mirror.log", "a\nb\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void findsATornLineThatCouldNotBeTakenBack() throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            disk.failing(Step.WRITE, new IOException("Input/output error")).after(3);
            disk.failing(Step.TRUNCATE, new IOException("Input/output error"));
            assertThat(connector.deliver(entries("bcdef"))).isInstanceOf(Outcome.Retry.class);
            assertFile("mirror.log", "a\nbcd");
            disk.mended();
            deliver(connector, "bcdef");
        }
        assertFile("mirror.log", "a\nbcdef\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void writesAgainWhatCouldNotBeSynced() throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            disk.failing(Step.FORCE, new IOException("Input/output error"));
            disk.failing(Step.TRUNCATE, new IOException("Input/output error"));
            assertThat(connector.deliver(entries("b"))).isInstanceOf(Outcome.Retry.class);
            disk.mended();
            disk.taken().clear();
            deliver(connector, "b");
            assertThat(disk.taken()).contains(Step.WRITE, Step.FORCE);
        }
        assertFile("mirror.log", "a\nb\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"OPEN", "CREATE", "CREATE_FOLDERS", "FORCE", "FORCE_FOLDER"})
    void beginsOnceItCan(Step step) throws Exception {
        path = folder.resolve("new/mirror.log");
        disk.failing(step, new IOException("broken"));
        try (Connector connector = connector()) {
            if (step == Step.CREATE || step == Step.CREATE_FOLDERS) {
                assertThat(path).doesNotExist();
            }
            assertThat(connector.deliver(entries("a"))).isInstanceOf(Outcome.Retry.class);
            disk.mended();
            deliver(connector, "a");
        }
        assertFile("new/mirror.log", "a\n");
    }

    @Test
    void isBlockedByMissingPermission() throws Exception {
        Files.createFile(path);
        disk.failing(Step.OPEN, new AccessDeniedException(path.toString()));
        try (Connector connector = connector()) {
            assertThat(connector.deliver(entries("a")))
                    .isEqualTo(new Outcome.Blocked("cannot write to " + path + ": permission denied for " + path));
        }
    }

    @Test
    void isBlockedByAReadOnlyFileSystem() throws Exception {
        disk.mountedReadOnly().failing(Step.CREATE, new IOException("Read-only file system"));
        try (Connector connector = connector()) {
            assertThat(connector.deliver(entries("a")))
                    .isEqualTo(new Outcome.Blocked("cannot write to " + path + ": Read-only file system"));
        }
    }

    @Test
    void isBlockedByAFolderInItsPlace() throws Exception {
        try (Connector connector = brokenConnector().orElseThrow()) {
            assertThat(connector.deliver(entries("a")))
                    .isEqualTo(new Outcome.Blocked(path + " is a folder; give a file"));
        }
    }

    @Test
    void isBlockedByAFileInAFoldersPlace() throws Exception {
        Files.createFile(path);
        path = path.resolve("below/mirror.log");
        try (Connector connector = connector()) {
            assertThat(connector.deliver(entries("a")))
                    .isEqualTo(new Outcome.Blocked(
                            "cannot make " + path + ": " + folder.resolve("mirror.log") + " is not a folder"));
        }
    }

    @Test
    void isBlockedByWhatIsNoFile() throws Exception {
        path = Path.of("/dev/null");
        try (Connector connector = connector()) {
            assertThat(connector.deliver(entries("a")))
                    .isEqualTo(new Outcome.Blocked("/dev/null is not a regular file"));
        }
    }

    @Test
    void goesOnWhenSomebodyHasMendedIt() throws Exception {
        try (Connector connector = brokenConnector().orElseThrow()) {
            connector.deliver(entries("a"));
            Files.delete(path);
            deliver(connector, "a");
        }
        assertFile("mirror.log", "a\n");
    }

    // --- the agent stops

    @Test
    void throwsWhenItsThreadIsInterruptedBefore() throws Exception {
        try (Connector connector = connector()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> connector.deliver(entries("a"))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertArrived(List.of());
        }
    }

    @Test
    void goesOnAfterAnInterruption() throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            disk.beforeWriting(() -> Thread.currentThread().interrupt());
            assertThatThrownBy(() -> connector.deliver(entries("b"))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            deliver(connector, "b");
        }
        assertFile("mirror.log", "a\nb\n");
    }

    @Test
    void throwsWhenItIsClosedWhileItWrites() throws Exception {
        Connector connector = connector();
        deliver(connector, "a");
        disk.beforeWriting(() -> closed(connector));
        assertThatThrownBy(() -> connector.deliver(entries("b"))).isInstanceOf(InterruptedException.class);
        assertFile("mirror.log", "a\n");
    }

    private static void closed(Connector connector) {
        try {
            connector.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // --- options

    @ParameterizedTest
    @ValueSource(strings = {"", "0440", "1640", "0648", "rw-r-----", "64", "00640", "0200"})
    void refusesAModeThatIsNone(String mode) {
        assertThatThrownBy(() -> new Options(path, mode, Fsync.BATCH, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mode: must be octal, with reading and writing for the owner, such as 0640");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void refusesAPathThatNamesNoFile(String none) {
        assertThatThrownBy(() -> new Options(Path.of(none), "0640", Fsync.BATCH, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("path: is no file; give a file");
    }
}
