package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

    @TempDir
    private Path folder;

    /** Found in a reload that was refused since a mirror was rotated between two questions to the system. */
    @Test
    void allowsAFileThatIsRotatedAtThatVeryMoment() throws Exception {
        Path file = folder.resolve("mirror.log");
        var looked = new AtomicBoolean();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> rotating = other.submit(() -> rotate(file, looked));
            for (int look = 0; look < 20_000; look++) {
                assertThat(Folders.whyNotFile(file)).isEmpty();
            }
            looked.set(true);
            rotating.get();
        } finally {
            looked.set(true);
            other.shutdown();
        }
    }

    private static Void rotate(Path file, AtomicBoolean ended) throws IOException {
        while (!ended.get()) {
            Files.createFile(file);
            Files.move(file, file.resolveSibling("mirror.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return null;
    }

    @Test
    void tellsWhatStandsInTheWay() throws IOException {
        Path file = Files.createFile(folder.resolve("a-file"));

        assertThat(Folders.whyNotFile(folder.resolve("new/sub/mirror.log"))).isEmpty();
        assertThat(Folders.whyNotFile(folder).orElseThrow().text()).contains("is a folder");
        assertThat(Folders.whyNotFolder(file).orElseThrow().text()).contains("is a file");
        assertThat(Folders.whyNotFile(file.resolve("below/mirror.log")))
                .contains(new Folders.Obstacle(file, "is a file; give a path whose parents are folders"));
    }
}
