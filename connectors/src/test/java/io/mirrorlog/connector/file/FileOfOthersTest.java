package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.file.Happenings.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.file.FailingDisk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connector does when somebody else writes to its file, moves it or removes it. */
class FileOfOthersTest extends FileScene {

    private Path path;

    @BeforeEach
    void nameTheFile() {
        pattern = "mirror.log";
        path = folder.resolve(pattern);
    }

    @Test
    void movesAsideWhatSomebodyElseWroteWhileTheAgentWasDown() throws Exception {
        String bookmark = delivered("a");
        Files.writeString(path, "a\nb\nnot ours");
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "b", "c");
        }
        assertThat(disk.taken())
                .as("theirs is safe before it is cut")
                .containsSequence(
                        Step.CREATE, Step.WRITE, Step.FORCE, Step.FORCE_FOLDER, Step.TRUNCATE, Step.FORCE, Step.WRITE);
        assertFile("mirror.log", "a\nb\nc\n");
        assertFile("mirror.log.foreign-20261121-104207", "b\nnot ours");
        assertThat(notices)
                .containsExactly("10 bytes that somebody else wrote to " + path + " were moved to " + path
                        + ".foreign-20261121-104207");
    }

    @Test
    void movesAsideWhatSomebodyElseWritesWhileTheAgentRuns() throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            Files.writeString(path, "a\nnot ours\n");
            deliver(connector, "b");
            Files.writeString(path, "a\nb\nnor this\n");
            deliver(connector, "c");
        }
        assertFile("mirror.log", "a\nb\nc\n");
        assertFile("mirror.log.foreign-20261121-104207", "not ours\n");
        assertFile("mirror.log.foreign-20261121-104207-1", "nor this\n");
        assertThat(notices).hasSize(2);
    }

    @Test
    void movesAsideInPiecesHoweverMuchItIs() throws Exception {
        String bookmark = delivered("a");
        String foreign = "x".repeat(5_000_000);
        Files.writeString(path, "a\n" + foreign);
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "b");
        }
        assertFile("mirror.log", "a\nb\n");
        assertFile("mirror.log.foreign-20261121-104207", foreign);
        assertThat(disk.largestPiece()).isEqualTo(1 << 20);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE", "WRITE", "FORCE", "FORCE_FOLDER", "TRUNCATE"})
    void cutsNothingOfOthersThatIsNotSafelyCopied(Step step) throws Exception {
        String bookmark = delivered("a");
        Files.writeString(path, "a\nnot ours\n");
        disk.failing(step, new IOException("No space left on device")).after(3);
        try (Connector connector = resumed(bookmark)) {
            assertThat(connector.deliver(entries("b"))).isInstanceOf(Outcome.Retry.class);
            assertFile("mirror.log", "a\nnot ours\n");
            disk.mended();
            deliver(connector, "b");
        }
        assertFile("mirror.log", "a\nb\n");
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> !file.equals(path)))
                    .allSatisfy(file -> assertThat(file).hasContent("not ours\n"));
        }
    }

    @Test
    void cutsNothingUnseenWhenARewriteFails() throws Exception {
        String bookmark = delivered("a");
        Files.writeString(path, "a\nb\nnot ours\n");
        disk.failing(Step.FORCE, new IOException("Input/output error"));
        try (Connector connector = resumed(bookmark)) {
            assertThat(connector.deliver(entries("b"))).isInstanceOf(Outcome.Retry.class);
        }
        assertFile("mirror.log", "a\nb\nnot ours\n");
    }

    @ParameterizedTest(name = "while the agent runs: {0}")
    @ValueSource(booleans = {true, false})
    void goesOnBehindWhatIsLeftOfAShortenedFile(boolean running) throws Exception {
        Connector connector = connector();
        String bookmark = deliver(connector, "a", "b");
        Files.writeString(path, "a\nhalf");
        if (!running) {
            connector.close();
            connector = resumed(bookmark);
        }
        deliver(connector, "c");
        deliver(connector, "d");
        connector.close();
        assertFile("mirror.log", "a\nhalf\nc\nd\n");
        assertThat(notices)
                .containsExactly(path + " was shortened or changed by somebody else; lines go on behind what is left");
    }

    @Test
    void goesOnBehindAFileThatWasChangedInPlace() throws Exception {
        String bookmark = delivered("a", "b");
        Files.writeString(path, "a\nB\nand more");
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "c");
        }
        assertFile("mirror.log", "a\nB\nand more\nc\n");
        assertThat(notices).hasSize(1);
    }

    @ParameterizedTest(name = "a new file stands there: {0}")
    @ValueSource(booleans = {true, false})
    void goesOnInANewFileWhenItsOwnWasMoved(boolean made) throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            Files.move(path, folder.resolve("mirror.log.1"));
            if (made) {
                Files.createFile(path);
            }
            deliver(connector, "b");
            deliver(connector, "c");
        }
        assertFile("mirror.log.1", "a\n");
        assertFile("mirror.log", "b\nc\n");
        assertThat(notices).containsExactly(path + " was moved to " + path + ".1; lines go on in a new file");
    }

    @Test
    void goesOnInANewFileWhenItsOwnWasRemoved() throws Exception {
        try (Connector connector = connector()) {
            deliver(connector, "a");
            Files.delete(path);
            deliver(connector, "b");
        }
        assertFile("mirror.log", "b\n");
        assertThat(notices).containsExactly(path + " was gone; lines go on in a new file");
    }

    @Test
    void finishesInAMovedFileWhatWasBegunThere() throws Exception {
        String bookmark = delivered("a");
        Files.writeString(path, "a\nb\nc");
        Files.move(path, folder.resolve("mirror.log.1"));
        Files.writeString(path, "");
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "b", "cc");
            deliver(connector, "d");
        }
        assertFile("mirror.log.1", "a\nb\ncc\n");
        assertFile("mirror.log", "d\n");
    }

    @Test
    void leavesAMovedFileAloneWhenOthersWroteToIt() throws Exception {
        String bookmark = delivered("a");
        Files.writeString(path, "a\nrotated here\n");
        Files.move(path, folder.resolve("mirror.log.1"));
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "b");
        }
        assertFile("mirror.log.1", "a\nrotated here\n");
        assertFile("mirror.log", "b\n");
    }
}
