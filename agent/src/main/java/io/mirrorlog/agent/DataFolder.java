package io.mirrorlog.agent;

import io.mirrorlog.agent.disk.SafeFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The folder with everything that the agent keeps, held by one process at a time. */
public final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder for its owner alone, if it is not there, and takes it.
     *
     * @throws TakenException when another agent has it
     */
    public static DataFolder take(Path path) throws IOException, TakenException {
        if (!Files.isDirectory(path)) {
            make(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path file = path.resolve("agent.lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            String holder = Files.readString(file).strip();
            channel.close();
            throw new TakenException(path, holder);
        }
        tellHolder(channel);
        return new DataFolder(path, channel, lock);
    }

    /** For the message to a second agent. On a full disk that one is not told, which is no reason not to start. */
    private static void tellHolder(FileChannel channel) {
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
        } catch (IOException e) {
            // The lock itself needs no room.
        }
    }

    /** With its name safe on disk, and those of the folders above it that are made: a power cut must not take them all. */
    private static void make(Path folder, FileAttribute<?>... mode) throws IOException {
        Path above = folder.toAbsolutePath().normalize().getParent();
        if (above != null && !Files.isDirectory(above)) {
            make(above);
        }
        Files.createDirectory(folder, mode);
        if (above != null) {
            SafeFiles.forceNames(above);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another agent in this very process
        }
    }

    public Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }

    /** Another agent holds the folder. */
    public static final class TakenException extends Exception {

        private static final long serialVersionUID = 1L;

        TakenException(Path path, String pid) {
            super(path + " is in use by another agent" + (pid.isEmpty() ? "" : ", process " + pid));
        }
    }
}
