package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.contract.ConnectorContract.deliverAll;
import static io.mirrorlog.connector.file.Happenings.NOON;
import static io.mirrorlog.connector.file.Happenings.entries;
import static io.mirrorlog.connector.file.Happenings.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.file.FailingDisk.Step;
import io.mirrorlog.connector.file.FileConnector.Fsync;
import io.mirrorlog.connector.file.FileConnector.Options;
import io.mirrorlog.connector.file.Rotation.Compress;
import io.mirrorlog.connector.file.Rotation.Every;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stands where when one connection writes to several files. */
class FileTargetsTest extends FileScene {

    private static final String STAMP = ".20261121-104207";

    // --- where lines go

    @Test
    void writesEachLineToTheFileOfItsSiteInOrder() throws Exception {
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1", "a 2", "c 1", "b 2", "a 3");
            deliver(connector, "c 2", "a 4");
        }
        assertNames("a.log", "b.log", "c.log");
        assertFile("a.log", "a 1\na 2\na 3\na 4\n");
        assertFile("b.log", "b 1\nb 2\n");
        assertFile("c.log", "c 1\nc 2\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void makesTheFoldersOfEachValue() throws Exception {
        pattern = "{identifier}/{type}/{date}.log";
        try (Connector connector = connector(null)) {
            deliverAll(
                    connector,
                    List.of(
                            entry("a", "user/login", "2026-11-21T22:59:59Z", "1"),
                            entry("a", null, "2026-11-21T23:00:00Z", "2"),
                            entry("a", null, "2026-11-21T00:00:00Z", "3 is late"),
                            entry("a", null, "2026-11-22T00:00:00+01:00", "4")));
        }
        String none = "shown-a/_none/";
        assertNames(
                "shown-a/" + SafeName.marked("user/login") + "/2026-11-21.log",
                none + "2026-11-21.log",
                none + "2026-11-22.log");
        assertFile(none + "2026-11-21.log", "3 is late\n");
        assertFile(none + "2026-11-22.log", "2\n4\n");
    }

    @Test
    void keepsHistoriesFromBefore() throws Exception {
        Files.writeString(folder.resolve("a.log"), "from before\n");
        Files.writeString(folder.resolve("b.log"), "torn");
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1");
        }
        assertFile("a.log", "from before\na 1\n");
        assertFile("b.log", "torn\nb 1\n");
    }

    // --- the number of settlements and steps

    @Test
    void settlesManyFilesAtOnce() throws Exception {
        List<Entry> entries = IntStream.range(0, 1_000)
                .mapToObj(i -> entry("site-" + i % 200, null, NOON, "line " + i))
                .toList();
        try (Connector connector = connector(null)) {
            assertThat(count(connector.deliver(entries))).isZero();
            assertThat(Collections.frequency(disk.taken(), Step.FORCE_FOLDER)).isOne();
            disk.taken().clear();
            assertThat(count(connector.deliver(entries))).isEqualTo(1_000);
        }
        assertThat(disk.taken().subList(0, 200)).containsOnly(Step.WRITE);
        assertThat(disk.taken().subList(200, disk.taken().size())).hasSize(200).containsOnly(Step.FORCE);
    }

    @Test
    void beginsNewFilesTogetherBeforeItWritesToAny() throws Exception {
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1");
            disk.taken().clear();
            assertThat(count(connector.deliver(entries("a 2", "b 1", "c 1")))).isZero();
            assertThat(disk.taken()).doesNotContain(Step.WRITE);
            assertThat(count(connector.deliver(entries("a 2", "b 1", "c 1")))).isEqualTo(3);
        }
    }

    @Test
    void bringsThePlainBookmarkForAPlainPath() throws Exception {
        pattern = "all.log";
        try (Connector connector = connector(null)) {
            assertThat(deliver(connector, "a 1", "b 1")).startsWith("2 ").endsWith(" " + folder.resolve("all.log"));
        }
        assertFile("all.log", "a 1\nb 1\n");
    }

    // --- more files than are known at a time

    @Test
    void writesToAnyNumberOfFiles() throws Exception {
        List<Entry> entries = IntStream.range(0, 1_500)
                .mapToObj(i -> entry("site-" + i % 300, null, NOON, "line " + i))
                .toList();
        try (Connector connector = connector(null)) {
            String bookmark = String.valueOf(deliverAll(connector, entries));
            assertThat(bookmark.lines()).hasSize(257);
            assertThat(bookmark.length()).isLessThan(30_000);
        }
        for (int site = 0; site < 300; site++) {
            int first = site;
            assertFile(
                    "site-" + site + ".log",
                    IntStream.range(0, 5)
                            .mapToObj(i -> "line " + (first + 300 * i) + "\n")
                            .reduce("", String::concat));
        }
        assertThat(disk.mostOpenFiles()).isLessThanOrEqualTo(257);
        assertThat(disk.openFiles()).isZero();
        assertThat(notices).isEmpty();
    }

    @Test
    void forgetsTheFileNotWrittenToForTheLongestTime() throws Exception {
        most = 2;
        String bookmark;
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1");
            deliver(connector, "a 2");
            bookmark = deliver(connector, "c 1");
        }
        assertThat(bookmark.lines().skip(1).map(line -> line.substring(line.lastIndexOf(' ') + 1)))
                .containsExactly("a.log", "c.log");
    }

    @Test
    void forgetsNoFileThatHoldsSomethingUnsettled() throws Exception {
        most = 2;
        String bookmark;
        try (Connector connector = connector(null)) {
            bookmark = deliver(connector, "a 1", "b 1");
            deliver(connector, "b 2", "a 2"); // never settled
        }
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "c 1", "a 2", "b 2");
        }
        assertThat(notices).as("one of them had to go").hasSizeLessThanOrEqualTo(1);
        assertFile("a.log", "a 1\na 2\n");
        assertFile("b.log", "b 1\nb 2\n");
        assertFile("c.log", "c 1\n");
    }

    @Test
    void movesAsideInOneFileWhenOthersWroteToAll() throws Exception {
        most = 2;
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1");
            Files.writeString(folder.resolve("a.log"), "a 1\nnot ours");
            Files.writeString(folder.resolve("b.log"), "b 1\nnor this");
            deliver(connector, "c 1");
        }
        assertFile("a.log", "a 1\n");
        assertFile("a.log.foreign-20261121-104207", "not ours");
        assertFile("b.log", "b 1\nnor this");
        assertFile("c.log", "c 1\n");
        assertThat(notices).hasSize(1);
    }

    @Test
    void closesFilesThatNobodyWritesTo() throws Exception {
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1");
            assertThat(disk.openFiles()).isEqualTo(2);
            now = now.plusSeconds(61);
            deliver(connector, "a 2");
            assertThat(disk.openFiles()).isEqualTo(1);
            deliver(connector, "b 2");
        }
        assertFile("b.log", "b 1\nb 2\n");
        assertThat(disk.openFiles()).isZero();
    }

    // --- rotation

    @Test
    void rotatesEachFileByItsOwnSize() throws Exception {
        try (Connector connector = connector(bySize(8, 30, Compress.NONE))) {
            deliver(connector, "a 1", "b 1", "a 2", "a 3", "b 2", "a 4", "a 5");
        }
        assertFile("a.log" + STAMP, "a 1\na 2\n");
        assertFile("a.log" + STAMP + "-1", "a 3\na 4\n");
        assertFile("a.log", "a 5\n");
        assertFile("b.log", "b 1\nb 2\n");
    }

    @Test
    void rotatesTogetherWhatIsDue() throws Exception {
        var hourly = new Rotation(null, Every.HOUR, 30, Compress.NONE, ZoneOffset.UTC);
        try (Connector connector = connector(hourly)) {
            deliver(connector, "a 1", "b 1", "c 1", "d 1");
            now = now.plusSeconds(3600);
            disk.taken().clear();
            assertThat(count(connector.deliver(entries("a 2", "b 2", "c 2", "e 1"))))
                    .isZero();
            assertThat(disk.taken())
                    .containsSequence(Step.RENAME, Step.RENAME, Step.RENAME, Step.FORCE_FOLDER)
                    .endsWith(Step.FORCE, Step.FORCE_FOLDER)
                    .doesNotContain(Step.WRITE);
            assertThat(count(connector.deliver(entries("a 2", "b 2", "c 2", "e 1"))))
                    .isEqualTo(4);
        }
        assertFile("a.log.20261121-114207", "a 1\n");
        assertFile("a.log", "a 2\n");
        assertFile("d.log", "d 1\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void keepsAndCompressesForEachFile() throws Exception {
        try (Connector connector = connector(bySize(4, 1, Compress.GZIP))) {
            deliver(connector, "a 1", "b 1", "a 2", "a 3", "b 2");
        }
        assertNames("a.log", "a.log" + STAMP + "-1.gz", "b.log", "b.log" + STAMP + ".gz");
    }

    @Test
    void leavesTheFilesOfASiteThatIsNamedLikeARotatedFile() throws Exception {
        pattern = "{site}";
        String evil = "shop.20200101-000000";
        try (Connector connector = connector(bySize(4, 1, Compress.GZIP))) {
            deliverAll(connector, List.of(entry(evil, null, NOON, "x")));
            deliver(connector, "shop 1", "shop 2", "shop 3", "shop 4");
        }
        assertFile(SafeName.marked(evil), "x\n");
    }

    // --- bookmarks

    @Test
    void goesBackToWhatIsStored() throws Exception {
        try (Connector connector = connector(null)) {
            String settled = deliver(connector, "a 1", "b 1");
            connector.deliver(entries("a 2", "c 1")); // c was begun
            deliver(connector, "a 2", "b 2"); // the queue's disk is full
            connector.resume(settled);
            deliver(connector, "a 2", "b 2", "c 1");
        }
        assertFile("a.log", "a 1\na 2\n");
        assertFile("b.log", "b 1\nb 2\n");
        assertFile("c.log", "c 1\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void goesOnBehindTheEndsWhenTheBookmarkCannotBeRead() throws Exception {
        try (Connector connector = resumed("3 /{site}.log\nsomething of a later version")) {
            deliver(connector, "a 1");
        }
        assertFile("a.log", "a 1\n");
        assertThat(notices)
                .containsExactly("the bookmark of " + folder.resolve(pattern)
                        + " cannot be read; lines go on behind the file's end");
    }

    // --- another path

    @Test
    void finishesUnderTheOldPathWhatWasBegunThereAndNothingMore() throws Exception {
        String bookmark;
        try (Connector connector = connector(null)) {
            bookmark = deliver(connector, "a 1", "b 1", "c 1");
        }
        Files.writeString(folder.resolve("a.log"), "a 1\na 2\na");
        Files.writeString(folder.resolve("c.log"), "c 1\nnot ours\n");
        pattern = "{site}/{date}.log";
        try (Connector connector = resumed(bookmark)) {
            bookmark = deliver(connector, "a 2", "b 2", "a 3", "b 3", "c 2");
        }
        assertFile("a.log", "a 1\na 2\na 3\n");
        assertFile("b.log", "b 1\nb 2\n");
        assertFile("c.log", "c 1\nnot ours\n");
        assertFile("b/2026-11-21.log", "b 3\n");
        assertFile("c/2026-11-21.log", "c 2\n");
        assertThat(bookmark).startsWith("3 " + folder.resolve(pattern) + "\n");
        assertThat(notices).isEmpty();
    }

    @Test
    void goesFromOneFileToSeveralAndBack() throws Exception {
        pattern = "all.log";
        String bookmark;
        try (Connector connector = connector(null)) {
            bookmark = deliver(connector, "a 1");
            deliver(connector, "b 1"); // never settled
        }
        pattern = "{site}.log";
        try (Connector connector = resumed(bookmark)) {
            bookmark = deliver(connector, "b 1", "a 2");
            deliver(connector, "a 3"); // never settled
        }
        pattern = "all.log";
        try (Connector connector = resumed(bookmark)) {
            deliver(connector, "a 3", "b 2", "a 4");
        }
        assertFile("all.log", "a 1\nb 1\nb 2\na 4\n");
        assertFile("a.log", "a 2\na 3\n");
        assertThat(notices).isEmpty();
    }

    // --- the agent stops

    @Test
    void goesOnAfterAnInterruption() throws Exception {
        try (Connector connector = connector(null)) {
            deliver(connector, "a 1", "b 1");
            disk.beforeWriting(() -> Thread.currentThread().interrupt());
            assertThatThrownBy(() -> connector.deliver(entries("a 2", "b 2"))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            deliver(connector, "a 2", "b 2");
        }
        assertFile("a.log", "a 1\na 2\n");
        assertFile("b.log", "b 1\nb 2\n");
    }

    // --- options

    @Test
    void saysWhichOptionIsWrong() {
        assertThatThrownBy(() -> new Options(Path.of("/m/{host}.log"), "0640", Fsync.BATCH, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("path: holds an unknown {placeholder}; known are {site}, {identifier}, {type}, {date}");
    }
}
