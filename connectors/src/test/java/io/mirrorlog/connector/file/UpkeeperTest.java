package io.mirrorlog.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.file.FileConnector.Fsync;
import io.mirrorlog.connector.file.Rotation.Compress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeeperTest {

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private boolean busy;
    private Path a = Path.of("");
    private Path b = Path.of("");
    private Upkeeper upkeeper = upkeeper(true);

    private Upkeeper upkeeper(boolean rotates) {
        var rotation = new Rotation(new ByteSize(1), null, 1, Compress.GZIP, ZoneOffset.UTC);
        var surroundings = new Surroundings("c", () -> Instant.EPOCH, notices::add);
        var conduct = new Conduct(Set.of(), Fsync.BATCH, rotates ? rotation : null, new LocalDisk(), surroundings);
        return new Upkeeper(conduct, new Background() {
            @Override
            public boolean isIdle() {
                return !busy;
            }

            @Override
            public void start(Runnable job) {
                job.run();
            }

            @Override
            public void close() {}
        });
    }

    @BeforeEach
    void putRotatedFilesBesideTwoOthers() throws IOException {
        a = folder.resolve("a.log");
        b = Files.createDirectory(folder.resolve("b")).resolve("b.log");
        for (Path path : List.of(a, b)) {
            Files.writeString(Path.of(path + ".20261121-104207"), "lines\n");
        }
    }

    private List<Path> compressed() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".gz")).toList();
        }
    }

    private static Path gz(Path path) {
        return Path.of(path + ".20261121-104207.gz");
    }

    @Test
    void waitsUntilTheFilesInTheirPlaceAreStored() throws Exception {
        upkeeper.begun(a);
        upkeeper.begun(b);
        upkeeper.start();
        assertThat(compressed()).isEmpty();
        upkeeper.stored(b);
        upkeeper.start();
        assertThat(compressed()).containsExactly(gz(b));
        upkeeper.stored(a);
        upkeeper.start();
        assertThat(compressed()).containsExactlyInAnyOrder(gz(a), gz(b));
    }

    @Test
    void keepsInMindWhatIsDueWhileAJobRuns() throws Exception {
        busy = true;
        upkeeper.begun(a);
        upkeeper.begun(b);
        upkeeper.stored(a);
        upkeeper.stored(b);
        upkeeper.start();
        assertThat(compressed()).isEmpty();
        upkeeper.rotating(a);
        busy = false;
        upkeeper.start();
        assertThat(compressed())
                .as("the file of a is not stored as rotated yet")
                .containsExactly(gz(b));
    }

    @Test
    void goesOnWithTheOthersWhenAFolderIsGoneOrCannotBeRead() throws Exception {
        Path gone = folder.resolve("gone/c.log");
        Path none = folder.resolve("a.log.20261121-104207/c.log");
        for (Path path : List.of(gone, none, a)) {
            upkeeper.begun(path);
            upkeeper.stored(path);
        }
        upkeeper.start();
        assertThat(compressed()).containsExactly(gz(a));
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith(
                        "rotated files of " + none + " wait to be compressed or deleted, until the next is rotated:");
    }

    @Test
    void doesNothingWhereNothingIsRotated() throws Exception {
        upkeeper = upkeeper(false);
        upkeeper.begun(a);
        upkeeper.stored(a);
        upkeeper.start();
        assertThat(compressed()).isEmpty();
    }
}
