package io.mirrorlog.connector.file;

import io.mirrorlog.connector.file.Rotation.Compress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * Brings rotated files into the state that the user wants: deletes those that are too many, compresses the others.
 *
 * <p>Whatever it is killed at, it finishes the next time: a compressed file gets its name once it is safe on disk, and
 * only then the plain one goes. Reads and writes in pieces of 64 KiB.
 */
final class Upkeep implements Runnable {

    private static final int PIECE_BYTES = 1 << 16;

    private final Disk disk;
    private final Path path;
    private final Rotation rotation;
    private final RotatedFiles files;
    private final Consumer<String> notices;

    /** @param files those that nobody writes to any more */
    Upkeep(Disk disk, Path path, Rotation rotation, RotatedFiles files, Consumer<String> notices) {
        this.disk = disk;
        this.path = path;
        this.rotation = rotation;
        this.files = files;
        this.notices = notices;
    }

    @Override
    public void run() {
        if (Thread.currentThread().isInterrupted()) {
            return; // the agent stopped while another path had its turn
        }
        try {
            removeTorn();
            removeOld();
            if (rotation.compress() == Compress.GZIP) {
                compressAll();
            }
        } catch (ClosedChannelException e) {
            // The agent stops. What is half done is found by the next start.
        } catch (IOException e) {
            notices.accept(delayed(path, e));
        }
    }

    /** What is told of rotated files that cannot be looked after. */
    static String delayed(Path path, IOException why) {
        return "rotated files of " + path + " wait to be compressed or deleted, until the next is rotated: "
                + Refusal.words(why);
    }

    private void removeTorn() throws IOException {
        for (Path torn : files.torn()) {
            disk.delete(torn);
        }
    }

    /** Before the rest is compressed, because that needs room. */
    private void removeOld() throws IOException {
        for (RotatedFiles.Name name : files.beyond(rotation.keep())) {
            Path plain = name.of(path);
            disk.delete(plain);
            disk.delete(RotatedFiles.compressed(plain));
        }
    }

    private void compressAll() throws IOException {
        for (Path plain : files.plain()) {
            try {
                compress(plain);
            } catch (NoSuchFileException e) {
                // Too old to be kept, or somebody took it.
            }
        }
    }

    private void compress(Path plain) throws IOException {
        Path begun = plain.resolveSibling(plain.getFileName() + RotatedFiles.BEGUN);
        try (Disk.OpenFile from = disk.open(plain);
                Disk.OpenFile to = disk.create(begun, Files.getPosixFilePermissions(plain))) {
            copy(from, new Appending(to));
            to.force();
        } catch (IOException e) {
            Files.deleteIfExists(begun); // else a full disk stays full
            throw e;
        }
        disk.rename(begun, RotatedFiles.compressed(plain));
        disk.forceFolder(MirrorFile.folderOf(path));
        disk.delete(plain);
    }

    private static void copy(Disk.OpenFile from, OutputStream to) throws IOException {
        var piece = ByteBuffer.allocate(PIECE_BYTES);
        try (var gzip = new GZIPOutputStream(to, PIECE_BYTES)) {
            for (long at = 0; from.read(piece.clear(), at) > 0; at += piece.position()) {
                gzip.write(piece.array(), 0, piece.position());
            }
        }
    }

    /** Writes behind what it has written, from the file's start; closing it leaves the file open. */
    private static final class Appending extends OutputStream {

        private final Disk.OpenFile file;
        private long at;

        Appending(Disk.OpenFile file) {
            this.file = file;
        }

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var piece = ByteBuffer.wrap(bytes, offset, length);
            while (piece.hasRemaining()) {
                at += file.write(piece, at);
            }
        }
    }
}
