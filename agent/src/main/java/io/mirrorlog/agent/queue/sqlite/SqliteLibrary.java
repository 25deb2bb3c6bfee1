package io.mirrorlog.agent.queue.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Decides where the driver unpacks its native library: the system's folder for temporary files may forbid execution. */
public final class SqliteLibrary {

    private static final String FOLDER = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /**
     * Unpacks under {@code tmp} in the data folder, unless the user has set {@code org.sqlite.tmpdir}. To be called
     * before the first connection of the process is opened; later it changes nothing.
     */
    public static void unpackUnder(Path dataFolder) throws IOException {
        if (System.getProperty(FOLDER) != null) {
            return;
        }
        Path folder = dataFolder.resolve("tmp");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        System.setProperty(FOLDER, folder.toAbsolutePath().toString());
    }
}
