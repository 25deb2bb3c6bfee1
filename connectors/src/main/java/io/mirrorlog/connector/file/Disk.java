package io.mirrorlog.connector.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The steps on a disk that can fail, each with a name of its own, so that a test can break just one. */
interface Disk {

    /**
     * Opens a file for reading and writing.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    OpenFile open(Path file) throws IOException;

    /**
     * Makes a new file with these permissions, whatever the umask.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is one
     */
    OpenFile create(Path file, Set<PosixFilePermission> permissions) throws IOException;

    /** Makes the folder with those above it that are missing, mode 0750, each of them safe on disk. */
    void createFolders(Path folder) throws IOException;

    /** Gives the file another name in its folder, in the place of a file that has it already. */
    void rename(Path file, Path name) throws IOException;

    /** Removes the file's name, if there is such a file. */
    void delete(Path file) throws IOException;

    /** Makes names that were added to or removed from a folder safe on disk. */
    void forceFolder(Path folder) throws IOException;

    /**
     * The number of the file that stands under the path.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    long inode(Path file) throws IOException;

    /** True when the file or folder lies on a file system that is mounted read-only. */
    boolean isReadOnly(Path file) throws IOException;

    /** A file that is open for reading and writing at any position. */
    interface OpenFile extends Closeable {

        /** In bytes. */
        long size() throws IOException;

        /** Reads some bytes; -1 at the end. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Writes some bytes, perhaps not all. */
        int write(ByteBuffer from, long position) throws IOException;

        /** Cuts off all behind the size. */
        void truncate(long size) throws IOException;

        /** Makes what was written safe on disk. */
        void force() throws IOException;
    }
}
