package io.mirrorlog.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {

    @TempDir
    private Path folder;

    @Test
    void makesAFolderThatAnotherConnectionMakesAtTheSameMoment() throws Exception {
        ExecutorService connections = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 200; i++) {
                Path wanted = folder.resolve("mirror-" + i).resolve("deeper");
                var together = new CyclicBarrier(2);
                List<Future<?>> both = new ArrayList<>();
                for (int n = 0; n < 2; n++) {
                    both.add(connections.submit(() -> {
                        together.await();
                        new LocalDisk().createFolders(wanted);
                        return null;
                    }));
                }
                for (Future<?> one : both) {
                    one.get();
                }
                assertThat(wanted).isDirectory();
            }
        } finally {
            connections.shutdownNow();
        }
    }

    @Test
    void saysSoWhenAFileStandsInTheWay() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new LocalDisk().createFolders(file)).isInstanceOf(FileAlreadyExistsException.class);
    }
}
