package io.mirrorlog.agent.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are found after a power cut as they were left: whole, and under their names. For any thread, as long as each
 * file has one writer.
 */
public final class SafeFiles {

    private static final String DRAFT = ".new";

    private SafeFiles() {}

    /**
     * Puts a small text into a file, in place of what it held, and returns when it is on disk. Until then, and when it
     * fails, the file is as it was; a draft may be left beside it, which the next writer replaces.
     *
     * @param file in a folder that is there
     */
    public static void write(Path file, String text) throws IOException {
        Path place = file.toAbsolutePath();
        Path draft = Path.of(place + DRAFT);
        Files.deleteIfExists(draft);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        Path folder = place.getParent();
        if (folder != null) {
            forceNames(folder);
        }
    }

    /** Makes the names in a folder safe on disk: of files that were made, renamed or deleted there. */
    public static void forceNames(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
