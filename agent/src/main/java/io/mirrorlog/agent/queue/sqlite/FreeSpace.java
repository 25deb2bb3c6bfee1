package io.mirrorlog.agent.queue.sqlite;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many bytes the disk under the queue has left. */
@FunctionalInterface
public interface FreeSpace {

    long bytes() throws IOException;

    /** The disk that holds the folder, which exists. */
    static FreeSpace of(Path folder) throws IOException {
        FileStore disk = Files.getFileStore(folder);
        return disk::getUsableSpace;
    }
}
