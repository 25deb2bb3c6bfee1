package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the bench does with folders of its own. */
final class Folders {

    private static final double GIB = 1L << 30;

    private Folders() {}

    /** With all that is in it; nothing when there is none. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Looks whether the folder's disk has room.
     *
     * @throws IllegalArgumentException saying how much is there, when it has not so many bytes free
     */
    static void requireRoom(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
            throw new IllegalArgumentException(String.format(
                    "--folder: %s has %.1f GiB free, the largest backlog needs %.1f; name another disk, or a smaller --backlog",
                    folder, free / GIB, bytes / GIB));
        }
    }
}
