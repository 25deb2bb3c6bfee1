package io.mirrorlog.connector.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The machine's own file systems. */
final class LocalDisk implements Disk {

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-x---");

    @Override
    public OpenFile open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        return new ChannelFile(FileChannel.open(file, READ, WRITE));
    }

    @Override
    public OpenFile create(Path file, Set<PosixFilePermission> permissions) throws IOException {
        var channel = FileChannel.open(
                file, Set.of(READ, WRITE, CREATE_NEW), PosixFilePermissions.asFileAttribute(permissions));
        try {
            Files.setPosixFilePermissions(file, permissions); // the umask may have taken some away
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new ChannelFile(channel);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        Path above = folder.getParent();
        if (above == null || Files.isDirectory(folder)) {
            return;
        }
        createFolders(above);
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            Files.setPosixFilePermissions(folder, FOLDER);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // Another connection made it at this very moment.
        }
        forceFolder(above);
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }

    @Override
    public long inode(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:ino");
    }

    @Override
    public boolean isReadOnly(Path file) throws IOException {
        return Files.getFileStore(file).isReadOnly();
    }

    private record ChannelFile(FileChannel channel) implements OpenFile {

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            return channel.write(from, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
