package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The queue's file, opened for writing. Writer's thread only; there is one at a time. */
final class Database implements AutoCloseable {

    /** Measured: a third more inserts than with pages of 4 KiB; larger ones make small commits write more. */
    static final int PAGE = 8192;

    private static final int BUSY_MILLIS = 10_000;
    private static final long SLACK_MIN = 16 << 20;
    private static final int PAGES_GIVEN_BACK = 2_000;
    private static final int ROWS_ANALYSED = 400;

    private final Connection connection;
    private final Tables tables;
    private final PreparedStatement pages;
    private final PreparedStatement freePages;
    private final long pageSize;

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.tables = Tables.of(connection);
        this.pages = connection.prepareStatement("PRAGMA page_count");
        this.freePages = connection.prepareStatement("PRAGMA freelist_count");
        this.pageSize = Sql.number(connection, "PRAGMA page_size");
    }

    /**
     * Opens the file, makes it when it is not there, and brings it to the newest shape.
     *
     * @throws DamagedException when it can only be set aside
     */
    static Database open(QueueOptions options) throws SQLException, IOException, DamagedException {
        Connection connection = connect(options.file(), options.durability());
        try {
            return new Database(connection);
        } catch (SQLException e) {
            connection.close();
            if (DamagedException.isToldByShape(e)) {
                throw new DamagedException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    /** The same without preparing anything. */
    static Connection connect(Path file, Durability durability) throws SQLException, IOException, DamagedException {
        createPrivate(file);
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try {
            prepare(connection, durability);
            Migrations.apply(connection);
            return connection;
        } catch (SQLException | DamagedException | QueueException e) {
            connection.close();
            if (e instanceof SQLException sql && DamagedException.isToldByShape(sql)) {
                throw new DamagedException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    /** Looks at what must hold in every store, without reading much of it. */
    void requireSound() throws SQLException, DamagedException {
        long last = tables.counters().load().last();
        long largest = Sql.number(connection, "SELECT coalesce(max(sequence), 0) FROM events");
        long furthest = Sql.number(connection, "SELECT coalesce(max(position), 0) FROM connections");
        if (largest > last || furthest > last) {
            throw new DamagedException("its numbers do not fit together: the last sequence is " + last
                    + ", the last event has " + largest + ", a connection stands at " + furthest);
        }
    }

    /** Leaves out so many sequences. */
    void jump(long sequences) throws SQLException {
        Sql.run(
                connection,
                "UPDATE counters SET commits = commits + 1, last = last + " + sequences + ", purged = last + "
                        + sequences);
    }

    private static void createPrivate(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // It keeps the mode that its owner has given it.
        }
    }

    private static void prepare(Connection connection, Durability durability) throws SQLException {
        Sql.run(connection, "PRAGMA busy_timeout = " + BUSY_MILLIS);
        // These two only count in a file that is still empty, and before the journal mode writes its first page. In any
        // other the second one would be a commit, for which a full disk may have no room.
        if (Sql.number(connection, "PRAGMA page_count") == 0) {
            Sql.run(connection, "PRAGMA page_size = " + PAGE);
            Sql.run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        }
        Sql.run(connection, "PRAGMA journal_mode = WAL");
        Sql.run(connection, "PRAGMA synchronous = " + durability);
        Sql.run(connection, "PRAGMA foreign_keys = ON");
        Sql.run(connection, "PRAGMA wal_autocheckpoint = 2000");
        Sql.run(connection, "PRAGMA journal_size_limit = " + (64 << 20));
        Sql.run(connection, "PRAGMA cache_size = -6144");
    }

    Tables tables() {
        return tables;
    }

    void begin() throws SQLException {
        Sql.run(connection, "BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        Sql.run(connection, "COMMIT");
    }

    void rollback(Throwable because) {
        Sql.rollback(connection, because);
    }

    /** Bytes in use; pages that are free again do not count. */
    long used() throws SQLException {
        return (Sql.number(pages, 0) - Sql.number(freePages, 0)) * pageSize;
    }

    /** Gives one step of free pages back to the disk when they are more than a quarter of the file. */
    void giveBack() throws SQLException {
        long free = Sql.number(freePages, 0);
        if (free * pageSize > SLACK_MIN && free > Sql.number(pages, 0) / 4) {
            Sql.run(connection, "PRAGMA incremental_vacuum(" + PAGES_GIVEN_BACK + ")");
        }
    }

    /** Gives one step of free pages back to the disk, as long as more are free than will soon be used; returns bytes. */
    long givenBack() throws SQLException {
        long free = Sql.number(freePages, 0);
        if (free * pageSize <= SLACK_MIN) {
            return 0;
        }
        long most = Math.min(PAGES_GIVEN_BACK, free - SLACK_MIN / pageSize);
        Sql.run(connection, "PRAGMA incremental_vacuum(" + most + ")");
        return (free - Sql.number(freePages, 0)) * pageSize;
    }

    /** Lets SQLite look at samples of the tables that have changed much; returns how many rows of one it reads at most. */
    int optimised() throws SQLException {
        Sql.run(connection, "PRAGMA analysis_limit = " + ROWS_ANALYSED);
        Sql.run(connection, "PRAGMA optimize");
        return ROWS_ANALYSED;
    }

    /** The same for a file that is in use: what readers and the writer leave free, and the rest if they pause. */
    static void checkpoint(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sql.run(connection, "PRAGMA busy_timeout = 1000");
            Sql.number(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            Sql.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** Moves the write-ahead log into the file, waiting at most a second for readers; returns whether all of it is there. */
    boolean checkpoint() throws SQLException {
        Sql.run(connection, "PRAGMA busy_timeout = 1000");
        return Sql.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
