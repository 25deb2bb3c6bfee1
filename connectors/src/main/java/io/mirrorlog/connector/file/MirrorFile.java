package io.mirrorlog.connector.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that is open, with the name under which it was found.
 *
 * <p>Reads and writes in pieces of at most 1 MiB, whatever the size of file and batch.
 */
final class MirrorFile implements Closeable {

    private static final int PIECE_BYTES = 1 << 20;
    private static final int TAIL_BYTES = 4096;

    private final Disk disk;
    private final Disk.OpenFile file;
    private final Path path;
    private final long inode;

    private MirrorFile(Disk disk, Disk.OpenFile file, Path path, long inode) {
        this.disk = disk;
        this.file = file;
        this.path = path;
        this.inode = inode;
    }

    /** Opens the file under the path, or makes it with its folders. */
    static MirrorFile openOrCreate(Disk disk, Path path, Set<PosixFilePermission> permissions) throws IOException {
        try {
            return open(disk, path);
        } catch (NoSuchFileException e) {
            disk.createFolders(folderOf(path));
            disk.create(path, permissions).close();
            return open(disk, path);
        }
    }

    /**
     * Finds the file that a bookmark speaks of: under its path, or moved within its folder, or as a copy with another
     * number under its path (restored, edited). What is found under its own path and number may have been changed since
     * ({@link #holds}).
     */
    static @Nullable MirrorFile find(Disk disk, Bookmark bookmark) throws IOException {
        if (isInode(disk, bookmark.path(), bookmark.inode())) {
            return open(disk, bookmark.path());
        }
        MirrorFile moved = findMoved(disk, bookmark);
        if (moved != null) {
            return moved;
        }
        // With nothing before the offset there is nothing by which to know a copy.
        return bookmark.offset() > 0 ? openIfHolding(disk, bookmark.path(), bookmark) : null;
    }

    private static @Nullable MirrorFile findMoved(Disk disk, Bookmark bookmark) throws IOException {
        Path folder = folderOf(bookmark.path());
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            for (Path path : files) {
                MirrorFile file = isInode(disk, path, bookmark.inode()) ? openIfHolding(disk, path, bookmark) : null;
                if (file != null) {
                    return file;
                }
            }
        }
        return null;
    }

    private static @Nullable MirrorFile openIfHolding(Disk disk, Path path, Bookmark bookmark) throws IOException {
        MirrorFile file;
        try {
            file = open(disk, path);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (file.holds(bookmark)) {
            return file;
        }
        file.close();
        return null;
    }

    private static MirrorFile open(Disk disk, Path path) throws IOException {
        long inode = disk.inode(path);
        var file = new MirrorFile(disk, disk.open(path), path, inode);
        if (!file.isStillAt(path)) {
            file.close();
            throw new IOException("somebody replaced it just now");
        }
        return file;
    }

    private static boolean isInode(Disk disk, Path path, long inode) throws IOException {
        try {
            return disk.inode(path) == inode;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static Path folderOf(Path absolute) {
        Path folder = absolute.getParent();
        return folder == null ? absolute : folder;
    }

    Path path() {
        return path;
    }

    /** True when this is the bookmark's file, nobody has moved it from its place, and nothing stands behind the offset. */
    boolean isAsLeft(Bookmark bookmark, Path place) throws IOException {
        return inode == bookmark.inode() && isStillAt(place) && size() == bookmark.offset();
    }

    private boolean isStillAt(Path name) throws IOException {
        return isInode(disk, name, inode);
    }

    long size() throws IOException {
        return file.size();
    }

    /** True when all that the bookmark vouches for is there, as far as its tail tells. */
    boolean holds(Bookmark bookmark) throws IOException {
        return size() >= bookmark.offset() && tail(bookmark.offset()).equals(bookmark.tail());
    }

    /**
     * True when what stands behind the offset is the beginning of these lines, or begins with all of them; also when
     * nothing stands there.
     */
    boolean agrees(long offset, byte[] lines) throws IOException {
        int surplus = (int) Math.min(size() - offset, lines.length);
        var piece = ByteBuffer.allocate(Math.min(PIECE_BYTES, surplus));
        for (int at = 0; at < surplus; at += piece.position()) {
            piece.clear().limit(Math.min(piece.capacity(), surplus - at));
            if (file.read(piece, offset + at) <= 0
                    || !Arrays.equals(lines, at, at + piece.position(), piece.array(), 0, piece.position())) {
                return false;
            }
        }
        return true;
    }

    /** Ends a line that somebody left without an end; the offset behind it is where the next may begin. */
    long endLine() throws IOException {
        long end = size();
        if (end == 0 || read(end - 1, 1)[0] == '\n') {
            return end;
        }
        write(end, new byte[] {'\n'});
        return end + 1;
    }

    void write(long offset, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; ) {
            at += file.write(ByteBuffer.wrap(bytes, at, Math.min(PIECE_BYTES, bytes.length - at)), offset + at);
        }
    }

    void force() throws IOException {
        file.force();
    }

    void cut(long offset) throws IOException {
        file.truncate(offset);
    }

    /** Copies all behind the offset into a new file, which is safe on disk with its name when this returns its size. */
    long copyFrom(long offset, Path to, Set<PosixFilePermission> permissions) throws IOException {
        long copied = 0;
        try (Disk.OpenFile copy = disk.create(to, permissions)) {
            var target = new MirrorFile(disk, copy, to, 0);
            for (byte[] piece = read(offset, PIECE_BYTES);
                    piece.length > 0;
                    piece = read(offset + copied, PIECE_BYTES)) {
                target.write(copied, piece);
                copied += piece.length;
            }
            copy.force();
        }
        disk.forceFolder(folderOf(to));
        return copied;
    }

    /** The bookmark at an offset of this file, found under this name. */
    Bookmark bookmark(Path name, long offset, Instant begun) throws IOException {
        return new Bookmark(name, inode, offset, tail(offset), begun);
    }

    private String tail(long offset) throws IOException {
        int length = (int) Math.min(offset, TAIL_BYTES);
        return HexFormat.of().formatHex(sha256().digest(read(offset - length, length)));
    }

    /** So many bytes, fewer at the end of the file. */
    private byte[] read(long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) > 0) {}
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
