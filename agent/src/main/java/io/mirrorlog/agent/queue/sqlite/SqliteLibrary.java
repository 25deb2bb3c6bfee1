package io.mirrorlog.agent.queue.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/** Decides where the driver unpacks its native library: the system's folder for temporary files may forbid execution. */
public final class SqliteLibrary {

    private static final String FOLDER = "org.sqlite.tmpdir";

    /** More than the library takes. */
    private static final long ROOM_BYTES = 4 << 20;

    private SqliteLibrary() {}

    /**
     * Unpacks under {@code tmp} in the data folder, unless the user has set {@code org.sqlite.tmpdir}, or the disk is full:
     * the system's folder may still do then. To be called before the first connection of the process is opened; later it
     * changes nothing.
     */
    public static void unpackUnder(Path dataFolder) throws IOException {
        if (System.getProperty(FOLDER) != null || Files.getFileStore(dataFolder).getUsableSpace() < ROOM_BYTES) {
            return;
        }
        Path folder = folder(dataFolder);
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        System.setProperty(FOLDER, folder.toAbsolutePath().toString());
    }

    /**
     * Deletes what processes have unpacked that are gone. The driver leaves its library when its process is killed or ends
     * at once, and takes the one of another process for one in use: a megabyte each time.
     *
     * @param before when the youngest of them was unpacked; another process may just be doing that
     */
    static void deleteLeft(Path dataFolder, Instant before) {
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(folder(dataFolder), "sqlite-*")) {
            for (Path library : libraries) {
                if (Files.getLastModifiedTime(library).toInstant().isBefore(before)) {
                    Files.deleteIfExists(library);
                }
            }
        } catch (IOException e) {
            // There is no such folder, or the next start deletes them.
        }
    }

    private static Path folder(Path dataFolder) {
        return dataFolder.resolve("tmp");
    }
}
