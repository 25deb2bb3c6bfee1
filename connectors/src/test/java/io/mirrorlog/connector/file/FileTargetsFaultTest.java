package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.file.Happenings.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.file.FailingDisk.Step;
import io.mirrorlog.connector.file.Rotation.Compress;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the other files when something is wrong with one. */
class FileTargetsFaultTest extends FileScene {

    private static final String STAMP = ".20261121-104207";

    // --- others at the files

    @Test
    void looksAtEachFileBeforeItWrites() throws Exception {
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1", "c 1", "d 1");
            Files.writeString(folder.resolve("a.log"), "a 1\nnot ours\n");
            Files.delete(folder.resolve("b.log"));
            Files.move(folder.resolve("c.log"), folder.resolve("c.log.1"));
            deliver(connector, "a 2", "b 2", "c 2", "d 2");
        }
        assertFile("a.log", "a 1\na 2\n");
        assertFile("a.log.foreign-20261121-104207", "not ours\n");
        assertFile("b.log", "b 2\n");
        assertFile("c.log.1", "c 1\n");
        assertFile("c.log", "c 2\n");
        assertFile("d.log", "d 1\nd 2\n");
        assertThat(notices).hasSize(3);
    }

    @Test
    void doesNotTakeTheFileOfOneSiteForThatOfAnother() throws Exception {
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1");
            Files.delete(folder.resolve("b.log"));
            Files.move(folder.resolve("a.log"), folder.resolve("b.log"));
            deliver(connector, "a 2", "b 2");
        }
        assertFile("a.log", "a 2\n");
        assertFile("b.log", "a 1\nb 2\n");
    }

    // --- one that is broken

    @Test
    void writesWhatStandsBeforeTheFirstLineOfABrokenFile() throws Exception {
        Files.createDirectory(folder.resolve("b.log"));
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "c 1");
            assertThat(count(connector.deliver(entries("a 2", "c 2", "b 1", "a 3"))))
                    .isEqualTo(2);
            disk.taken().clear();
            assertThat(connector.deliver(entries("b 1", "a 3")))
                    .isEqualTo(new Outcome.Blocked(folder.resolve("b.log") + " is a folder; give a file"));
            assertThat(disk.taken()).doesNotContain(Step.WRITE);
            Files.delete(folder.resolve("b.log"));
            deliver(connector, "b 1", "a 3");
        }
        assertFile("a.log", "a 1\na 2\na 3\n");
        assertFile("b.log", "b 1\n");
        assertFile("c.log", "c 1\nc 2\n");
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"WRITE", "FORCE"})
    void takesBackInAllFilesWhatOneCouldNotTake(Step step) throws Exception {
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1", "c 1");
            disk.failing(step, new IOException("No space left on device"))
                    .only(folder.resolve("b.log"))
                    .after(2);
            assertThat(count(connector.deliver(entries("a 2", "c 2", "b 2", "a 3", "b 3", "c 3"))))
                    .isEqualTo(2);
            assertFile("a.log", "a 1\na 2\n");
            assertFile("b.log", "b 1\n");
            assertFile("c.log", "c 1\nc 2\n");
            assertThat(connector.deliver(entries("b 2", "a 3", "b 3", "c 3")))
                    .isEqualTo(new Outcome.Retry(
                            "cannot write to " + folder.resolve("b.log") + ": No space left on device"));
            assertFile("a.log", "a 1\na 2\n");
            disk.mended();
            deliver(connector, "b 2", "a 3", "b 3", "c 3");
        }
        assertFile("a.log", "a 1\na 2\na 3\n");
        assertFile("b.log", "b 1\nb 2\nb 3\n");
        assertFile("c.log", "c 1\nc 2\nc 3\n");
        assertThat(notices).isEmpty();
    }

    /** What could not be taken back is found, also by an agent that knows only what was settled. */
    @ParameterizedTest(name = "the agent starts anew: {0}")
    @ValueSource(booleans = {true, false})
    void findsWhatItCouldNotTakeBack(boolean anew) throws Exception {
        Connector connector = connector(null);
        String bookmark = deliver(connector, "b 1", "a 1");
        disk.failing(Step.WRITE, new IOException("Input/output error"))
                .only(folder.resolve("b.log"))
                .after(2);
        disk.failing(Step.TRUNCATE, new IOException("Input/output error"));
        assertThat(connector.deliver(entries("b 2", "a 2"))).isInstanceOf(Outcome.Retry.class);
        assertFile("b.log", "b 1\nb ");
        disk.mended();
        if (anew) {
            connector.close();
            connector = resumed(bookmark);
        }
        deliver(connector, "b 2", "a 2");
        connector.close();
        assertFile("b.log", "b 1\nb 2\n");
        assertFile("a.log", "a 1\na 2\n");
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"RENAME", "CREATE", "FORCE_FOLDER", "FORCE", "OPEN"})
    void finishesRotationsOfWhichOneFailed(Step step) throws Exception {
        pattern = "{site}/x.log";
        Path broken = folder.resolve("b/x.log");
        try (Connector connector = connector(bySize(4, 30, Compress.NONE))) {
            deliver(connector, "a 1", "b 1", "c 1");
            disk.failing(step, new IOException("broken"))
                    .only(step == Step.FORCE_FOLDER ? folder.resolve("b") : broken);
            assertThat(count(connector.deliver(entries("a 2", "b 2", "c 2")))).isZero();
            assertThat(count(connector.deliver(entries("a 2", "b 2", "c 2")))).isOne();
            assertThat(connector.deliver(entries("b 2", "c 2")))
                    .isEqualTo(new Outcome.Retry("cannot write to " + broken + ": broken"));
            disk.mended();
            deliver(connector, "b 2", "c 2");
        }
        for (String site : List.of("a", "b", "c")) {
            assertFile(site + "/x.log" + STAMP, site + " 1\n");
            assertFile(site + "/x.log", site + " 2\n");
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void isBlockedByAMissingPermissionForTheFirstLineOnly() throws Exception {
        Path secret = folder.resolve("b.log");
        Files.createFile(secret);
        disk.failing(Step.OPEN, new AccessDeniedException(secret.toString())).only(secret);
        try (Connector connector = connector(null)) {
            assertThat(deliver(connector, "a 1", "a 2")).isNotEmpty();
            assertThat(count(connector.deliver(entries("a 3", "b 1")))).isOne();
            assertThat(connector.deliver(entries("b 1")))
                    .isEqualTo(new Outcome.Blocked("cannot write to " + secret + ": permission denied for " + secret));
        }
    }
}
