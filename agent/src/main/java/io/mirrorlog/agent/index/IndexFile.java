package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The blocks of the index in their SQLite file: one thread at a time files them, many read. All of it can be had again from the
 * queue, so a file that is not understood is not mended but made anew.
 */
final class IndexFile implements AutoCloseable {

    /** To be raised with each change of what is noted of an event: a file with another number is made anew. */
    static final int VERSION = 4;

    private static final int PAGES_GIVEN_BACK = 500;

    /** A column of a block has its number from its block's first sequence: {@link Seal#id}. */
    private static final String SHAPE = """
            CREATE TABLE blocks (
              first INTEGER PRIMARY KEY, last INTEGER NOT NULL, size INTEGER NOT NULL, earliest INTEGER NOT NULL,
              latest INTEGER NOT NULL, arrived INTEGER NOT NULL);
            CREATE TABLE columns (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
            CREATE TABLE words (list TEXT NOT NULL, word TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (list, word))
              WITHOUT ROWID;
            CREATE TABLE state (carried_over TEXT NOT NULL);
            INSERT INTO state VALUES ('');
            """;

    private final Connection connection;
    private final IndexReaders readers;
    private final Words sites = new Words();
    private final Words kinds = new Words();
    private volatile List<Span> spans = List.of();
    private long arrived;

    private IndexFile(Path path, Connection connection) throws SQLException {
        this.connection = connection;
        this.readers = new IndexReaders(path);
        restore();
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
        run(connection, "PRAGMA busy_timeout = 10000");
        boolean empty = number(connection, "PRAGMA page_count") == 0;
        if (empty) {
            run(connection, "PRAGMA page_size = 16384");
            run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        }
        run(connection, "PRAGMA journal_mode = WAL");
        run(connection, "PRAGMA synchronous = NORMAL");
        run(connection, "PRAGMA wal_autocheckpoint = 250");
        run(connection, "PRAGMA journal_size_limit = " + (8 << 20));
        run(connection, "PRAGMA cache_size = -1024");
        if (empty) {
            create(connection);
        }
        long version = number(connection, "PRAGMA user_version");
        if (version != VERSION) {
            throw new IndexException("it has the version " + version + " instead of " + VERSION);
        }
    }

    private static void create(Connection connection) throws SQLException {
        run(connection, "BEGIN");
        for (String statement : SHAPE.split(";\\s*")) {
            if (!statement.isBlank()) {
                run(connection, statement);
            }
        }
        run(connection, "PRAGMA user_version = " + VERSION);
        run(connection, "COMMIT");
    }

    private void restore() throws SQLException {
        List<Span> restored = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT list, word, number FROM words")) {
                while (row.next()) {
                    (row.getString(1).equals("sites") ? sites : kinds).restore(row.getString(2), row.getInt(3));
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "SELECT first, last, size, earliest, latest, arrived FROM blocks ORDER BY first")) {
                while (row.next()) {
                    var times = new TimeRange(row.getLong(4), row.getLong(5));
                    restored.add(new Span(row.getLong(1), row.getLong(2), row.getInt(3), times));
                    arrived = row.getLong(6);
                }
            }
        }
        spans = List.copyOf(restored);
    }

    /** Deletes it with all that SQLite has laid beside it. */
    static void delete(Path path) throws IOException {
        for (String suffix : List.of("-wal", "-shm", "-journal", "")) {
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
        }
    }

    /** All retained events up to this sequence are in its blocks. */
    long position() {
        List<Span> present = spans;
        return present.isEmpty() ? 0 : present.get(present.size() - 1).last();
    }

    /** False when the event at the position arrived at another time: then it is another queue. */
    boolean knows(QueuedEvent atPosition) {
        return micros(atPosition) == arrived;
    }

    /** Short numbers of sites. */
    Words sites() {
        return sites;
    }

    /** Short numbers of {@link Kind}s. */
    Words kinds() {
        return kinds;
    }

    /** The blocks that are in it, by their sequences. */
    List<Span> spans() {
        return spans;
    }

    /**
     * Files a block in one commit, with the words that it uses.
     *
     * @param last the event at its end
     */
    void add(Block block, QueuedEvent last) throws SQLException {
        run(connection, "BEGIN IMMEDIATE");
        try {
            insert(block);
            insert(block.span(), micros(last));
            save("sites", sites);
            save("kinds", kinds);
            run(connection, "COMMIT");
        } catch (SQLException e) {
            rollBack(e);
            throw e;
        }
        List<Span> more = new ArrayList<>(spans);
        more.add(block.span());
        spans = List.copyOf(more);
        arrived = micros(last);
    }

    private void rollBack(SQLException cause) {
        try {
            run(connection, "ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // it may have been rolled back already
        }
    }

    private void insert(Block block) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO columns VALUES (?, ?)")) {
            for (Column column : Column.values()) {
                ByteBuffer bytes = block.column(column).duplicate();
                if (column.width() > 0) {
                    bytes.limit(block.span().size() * column.width());
                }
                insert.setLong(1, Seal.id(block.span(), column));
                insert.setBytes(2, Seal.close(bytes, block.span(), column));
                insert.executeUpdate();
            }
        }
    }

    private void insert(Span span, long lastArrived) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, span.first());
            insert.setLong(2, span.last());
            insert.setInt(3, span.size());
            insert.setLong(4, span.times().earliest());
            insert.setLong(5, span.times().latest());
            insert.setLong(6, lastArrived);
            insert.executeUpdate();
        }
    }

    private void save(String list, Words words) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR REPLACE INTO words VALUES (?, ?, ?)")) {
            for (String fresh : words.takeUnsaved()) {
                insert.setString(1, list);
                insert.setString(2, fresh);
                insert.setInt(3, words.numberOf(fresh));
                insert.executeUpdate();
            }
        }
    }

    /** Deletes the oldest block if all of it has smaller sequences; false when it has not. */
    boolean deleteBelow(long sequence) throws SQLException {
        List<Span> present = spans;
        if (present.isEmpty() || present.get(0).last() >= sequence) {
            return false;
        }
        long first = present.get(0).first();
        spans = present.subList(1, present.size());
        run(connection, "BEGIN IMMEDIATE");
        run(
                connection,
                "DELETE FROM columns WHERE id BETWEEN " + Seal.id(present.get(0), Column.SEQUENCE) + " AND "
                        + Seal.id(present.get(0), Column.GRAMS));
        run(connection, "DELETE FROM blocks WHERE first = " + first);
        run(connection, "COMMIT");
        run(connection, "PRAGMA incremental_vacuum(" + PAGES_GIVEN_BACK + ")");
        return true;
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
    <T> T read(IndexReaders.Reading<T> reading) {
        return readers.read(reading);
    }

    @Override
    public void close() throws SQLException {
        readers.close();
        connection.close();
    }

    private static long micros(QueuedEvent queued) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, queued.arrived());
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
