package io.mirrorlog.agent.queue.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A copy of a damaged file that SQLite opens where it does not open the file itself: as long as it should be, and with a
 * first page, which names the tables and where they begin.
 */
final class Scratch {

    private static final int PAGE = Database.PAGE;
    private static final int PAGES_AT = 28;
    private static final int FREE_PAGES_AT = 32;
    private static final byte[] MAGIC = {'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't', ' ', '3', 0};

    private Scratch() {}

    /** Where the copy of a file is made. */
    static Path of(Path file) {
        return file.resolveSibling("queue.db.scratch");
    }

    /** Makes the copy, as long as the file's head says it was; what is lost of it is empty. */
    static void lengthened(Path file) throws IOException {
        Path copy = of(file);
        delete(copy);
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        Path log = Path.of(file + "-wal");
        if (Files.exists(log)) {
            Files.copy(log, Path.of(copy + "-wal"), StandardCopyOption.REPLACE_EXISTING);
        }
        try (var access = new RandomAccessFile(copy.toFile(), "rw")) {
            long pages = pages(access);
            byte[] magic = new byte[MAGIC.length];
            if (access.length() >= PAGE && read(access, magic) && Arrays.equals(magic, MAGIC)) {
                access.seek(PAGES_AT);
                // More than a thousandfold of what is there is no length but damage.
                long told = access.readInt();
                pages = told > pages && told / 1_000 < pages ? told : pages;
            }
            access.setLength(pages * PAGE);
        }
    }

    private static boolean read(RandomAccessFile access, byte[] bytes) throws IOException {
        access.seek(0);
        return access.read(bytes) == bytes.length;
    }

    private static long pages(RandomAccessFile access) throws IOException {
        return Math.max(1, (access.length() + PAGE - 1) / PAGE);
    }

    /** Gives the copy the first page of a new store, in which the tables begin at the same places. */
    static void headed(Path file) throws IOException, SQLException {
        Path sample = file.resolveSibling("queue.db.sample");
        delete(sample);
        try (Connection connection = Database.connect(sample, Durability.NORMAL)) {
            Sql.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (DamagedException e) {
            throw new IOException(e);
        }
        byte[] head = new byte[PAGE];
        try (var access = new RandomAccessFile(sample.toFile(), "r")) {
            access.readFully(head);
        }
        delete(sample);
        try (var access = new RandomAccessFile(of(file).toFile(), "rw")) {
            access.seek(0);
            access.write(head);
            access.seek(PAGES_AT);
            access.writeInt((int) pages(access));
            access.seek(FREE_PAGES_AT);
            access.writeLong(0);
        }
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        for (String companion : SetAside.COMPANIONS) {
            Files.deleteIfExists(Path.of(file + companion));
        }
    }
}
