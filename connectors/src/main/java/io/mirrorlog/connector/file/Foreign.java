package io.mirrorlog.connector.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/**
 * What somebody else wrote into a mirrored file, kept in a file of its own.
 *
 * @param path the copy
 * @param bytes its size
 */
record Foreign(Path path, long bytes) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int SAME_SECOND_MAX = 1000;

    /** Copies all behind the offset, safe on disk when this returns. A copy that fails leaves nothing behind. */
    static Foreign copy(MirrorFile file, long offset, Instant now, Set<PosixFilePermission> permissions)
            throws IOException {
        Path copy = freeName(file.path() + ".foreign-" + TIME.format(now));
        try {
            return new Foreign(copy, file.copyFrom(offset, copy, permissions));
        } catch (FileAlreadyExistsException e) {
            throw e; // made by somebody else just now, so not ours to delete
        } catch (IOException e) {
            // Else a full disk would collect one torn copy for each attempt.
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static Path freeName(String name) throws IOException {
        Path free = Path.of(name);
        for (int n = 1; Files.exists(free); n++) {
            if (n > SAME_SECOND_MAX) {
                throw new FileAlreadyExistsException(name);
            }
            free = Path.of(name + "-" + n);
        }
        return free;
    }
}
