package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The index in its SQLite file: one thread fills it, many read. All of it can be had again from the queue, so a file that
 * is not understood is not mended but made anew.
 */
final class IndexFile implements AutoCloseable {

    /** To be raised with each change of what an entry holds: a file with another number is made anew. */
    static final int VERSION = 1;

    private static final int PAGES_GIVEN_BACK = 500;

    /** What is read. */
    @FunctionalInterface
    interface Reading<T> {
        T read(IndexReader reader) throws SQLException;
    }

    private final Path path;
    private final Connection connection;
    private final Words sites = new Words();
    private final Words kinds = new Words();
    private final IndexTables tables;
    private final Deque<IndexReader> idle = new ArrayDeque<>();
    private volatile long position;
    private long arrived;
    private boolean closed;

    private IndexFile(Path path, Connection connection) throws SQLException {
        this.path = path;
        this.connection = connection;
        restore();
        this.tables = new IndexTables(connection, sites, kinds);
    }

    /**
     * Opens the file, or makes it.
     *
     * @throws IndexException when it is of another version or no index at all
     * @throws SQLException when it cannot be used otherwise
     */
    static IndexFile open(Path path) throws SQLException, IOException {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // As it was left.
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        try {
            prepare(connection);
            return new IndexFile(path, connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** What is lost in a power cut is filled in again: only the order of the writes matters, so nothing waits for the disk. */
    private static void prepare(Connection connection) throws SQLException {
        IndexTables.run(connection, "PRAGMA busy_timeout = 10000");
        boolean empty = IndexTables.number(connection, "PRAGMA page_count") == 0;
        if (empty) {
            IndexTables.run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        }
        IndexTables.run(connection, "PRAGMA journal_mode = WAL");
        IndexTables.run(connection, "PRAGMA synchronous = NORMAL");
        IndexTables.run(connection, "PRAGMA wal_autocheckpoint = 2000");
        IndexTables.run(connection, "PRAGMA journal_size_limit = " + (16 << 20));
        IndexTables.run(connection, "PRAGMA cache_size = -8192");
        if (empty) {
            IndexTables.create(connection);
        }
        long version = IndexTables.number(connection, "PRAGMA user_version");
        if (version != VERSION) {
            throw new IndexException("it has the version " + version + " instead of " + VERSION);
        }
    }

    private void restore() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT list, word, number FROM words")) {
                while (row.next()) {
                    (row.getString(1).equals("sites") ? sites : kinds).restore(row.getString(2), row.getInt(3));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT position, arrived FROM state")) {
                if (!row.next()) {
                    throw new IndexException("it does not say how far it is");
                }
                position = row.getLong(1);
                arrived = row.getLong(2);
            }
        }
    }

    /** Deletes it with all that SQLite has laid beside it. */
    static void delete(Path path) throws IOException {
        for (String suffix : List.of("-wal", "-shm", "-journal", "")) {
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
        }
    }

    /** All retained events up to this sequence have entries. */
    long position() {
        return position;
    }

    /** False when the event at the position arrived at another time: then it is another queue. */
    boolean knows(QueuedEvent atPosition) {
        return IndexTables.micros(atPosition) == arrived;
    }

    Words sites() {
        return sites;
    }

    Words kinds() {
        return kinds;
    }

    /**
     * Indexes in one commit what comes behind the position. The indexing thread only, like all that changes something.
     *
     * @return how many events
     */
    int append(Retained retained, int atMost) throws SQLException {
        List<QueuedEvent> first = retained.after(position, Math.min(atMost, Retained.STEP));
        if (first.isEmpty()) {
            return 0;
        }
        tables.begin();
        try {
            return appended(first, retained, atMost);
        } catch (QueueException e) {
            IndexTables.run(connection, "ROLLBACK"); // the queue cannot be read now, which is no fault of the index
            throw e;
        }
    }

    private int appended(List<QueuedEvent> first, Retained retained, int atMost) throws SQLException {
        int done = 0;
        QueuedEvent last = first.get(0);
        for (List<QueuedEvent> next = first; !next.isEmpty(); ) {
            tables.add(next);
            done += next.size();
            last = next.get(next.size() - 1);
            int left = Math.min(atMost - done, Retained.STEP);
            next = left <= 0 ? List.of() : retained.after(last.sequence(), left);
        }
        tables.commit(last);
        arrived = IndexTables.micros(last);
        position = last.sequence();
        return done;
    }

    /** Deletes one step of entries with smaller sequences; returns how many. */
    int deleteBelow(long sequence, int atMost) throws SQLException {
        int deleted = tables.deleteBelow(sequence, atMost);
        if (deleted > 0) {
            IndexTables.run(connection, "PRAGMA incremental_vacuum(" + PAGES_GIVEN_BACK + ")");
        }
        return deleted;
    }

    /** The files of damaged stores of which all that can be read had been carried over when the index was begun. */
    Set<String> carriedOver() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT carried_over FROM state")) {
            String files = row.next() ? row.getString(1) : "";
            return new TreeSet<>(Arrays.asList(files.split("\n")));
        }
    }

    void carriedOver(Collection<String> files) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE state SET carried_over = ?")) {
            statement.setString(1, String.join("\n", files));
            statement.executeUpdate();
        }
    }

    /** Any thread. */
    <T> T read(Reading<T> reading) {
        try {
            IndexReader reader = borrowed();
            boolean sound = false;
            try {
                T result = reading.read(reader);
                sound = true;
                return result;
            } catch (TooSlowException e) {
                sound = true;
                throw e;
            } finally {
                giveBack(reader, sound);
            }
        } catch (SQLException e) {
            throw new IndexException("it cannot be read: " + e.getMessage(), e);
        }
    }

    private synchronized IndexReader borrowed() throws SQLException {
        IndexReader reader = idle.poll();
        return reader != null ? reader : new IndexReader(path);
    }

    private synchronized void giveBack(IndexReader reader, boolean sound) throws SQLException {
        if (sound && !closed) {
            idle.push(reader);
        } else {
            reader.close();
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        for (IndexReader reader : idle) {
            reader.close();
        }
        idle.clear();
        connection.close();
    }
}
