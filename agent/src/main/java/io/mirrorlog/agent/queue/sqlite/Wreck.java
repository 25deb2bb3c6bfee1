package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** A damaged store, read as far as it can be and never written to. One thread at a time. */
final class Wreck implements AutoCloseable {

    /** An event that is whole: its stored form can be read as one. */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared never
    record Row(long sequence, long arrived, byte[] body) {}

    /**
     * Some of its events.
     *
     * @param through all up to here has been looked at
     * @param missing what was missing before, and what is missing here
     */
    record Piece(List<Row> rows, long through, Gaps missing) {

        Piece {
            rows = List.copyOf(rows);
        }
    }

    /** Takes the rows of a table one by one. */
    @FunctionalInterface
    interface Taker {
        void take(List<@Nullable Object> row) throws SQLException;
    }

    /** Larger numbers are not exact in JSON for many readers, and no store has come that far: they are damage. */
    static final long SANE_MAX = 1L << 53;

    private static final int PIECE_ROWS = 1_000;
    private static final int PIECE_BYTES = 1 << 20;

    private static final String EVENTS =
            "SELECT sequence, arrived, body FROM events WHERE sequence > ? AND sequence <= ? ORDER BY sequence";

    private final @Nullable Connection connection;
    private final @Nullable String unreadable;

    /** The copy that is read in the file's place, to be deleted in the end; null where the file itself is read. */
    private final @Nullable Path scratch;

    private Wreck(@Nullable Connection connection, @Nullable String unreadable, @Nullable Path scratch) {
        this.scratch = scratch;
        this.connection = connection;
        this.unreadable = unreadable;
    }

    /** Opens the file, or a mended copy of it; where that is impossible, nothing is found in it. */
    static Wreck open(Path file) {
        String reason = "it is no file";
        try {
            if (Files.isRegularFile(file)) {
                // SQLite deletes the write-ahead log of an empty file.
                Wreck asItIs = Files.size(file) == 0 ? of("it is empty") : tried(file, null);
                return asItIs.connection != null ? asItIs : mended(file);
            }
        } catch (SQLException | IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        return of(reason);
    }

    private static Wreck mended(Path file) throws SQLException, IOException {
        Path copy = Scratch.of(file);
        Scratch.lengthened(file);
        Wreck longer = tried(copy, copy);
        if (longer.connection != null) {
            return longer;
        }
        Scratch.headed(file);
        Wreck headed = tried(copy, copy);
        if (headed.connection == null) {
            Scratch.delete(copy);
        }
        return headed;
    }

    private static Wreck of(String unreadable) {
        return new Wreck(null, unreadable, null);
    }

    private static Wreck tried(Path file, @Nullable Path scratch) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        Connection connection = null;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
            Sql.number(connection, "SELECT count(*) FROM sqlite_schema");
            return new Wreck(connection, null, scratch);
        } catch (SQLException e) {
            if (connection != null) {
                connection.close();
            }
            return of(String.valueOf(e.getMessage()));
        }
    }

    /** Why nothing at all can be read from it; null when something may be. */
    @Nullable
    String unreadable() {
        return unreadable;
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            throw new SQLException("nothing can be read: " + unreadable);
        }
        return connection;
    }

    /** The one number that a query finds, or -1 where it finds none, cannot be answered or is none that can be right. */
    long number(String query) {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            boolean whole = row.next() && row.getObject(1) instanceof Number;
            long number = whole ? row.getLong(1) : -1;
            return number > SANE_MAX ? -1 : number;
        } catch (SQLException e) {
            return -1;
        }
    }

    /** The columns of a table; none where that cannot be known. */
    List<String> columns(String table) {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (row.next()) {
                names.add(row.getString(2));
            }
            return names;
        } catch (SQLException e) {
            return List.of();
        }
    }

    /**
     * Gives the rows of a table in the order of its key; behind a place that cannot be read, those from the other end.
     *
     * @return whether all of it could be read
     */
    boolean read(String table, List<String> columns, String key, Taker taker) {
        if (columns.isEmpty()) {
            return false;
        }
        String query = "SELECT " + String.join(", ", columns) + " FROM " + table + " ORDER BY " + key;
        if (readAll(query, columns.size(), taker)) {
            return true;
        }
        readAll(query + " DESC", columns.size(), taker);
        return false;
    }

    private boolean readAll(String query, int columns, Taker taker) {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                List<@Nullable Object> values = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    values.add(row.getObject(column));
                }
                taker.take(values);
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * The next events of a range. What cannot be read is told as missing, and so is a gap where there should be none.
     *
     * @param history true for what nobody waits for, false for the rest
     */
    Piece piece(Salvaging at, boolean history) {
        long after = history ? at.history() : at.through();
        long to = history ? at.first() - 1 : at.start();
        long low = at.low();
        long high = at.high();
        List<Row> rows = new ArrayList<>();
        Gaps missing = at.missing();
        long seen = after;
        long room = PIECE_BYTES;
        try (PreparedStatement query = connection().prepareStatement(EVENTS)) {
            query.setLong(1, after);
            query.setLong(2, to);
            try (ResultSet row = query.executeQuery()) {
                while (room > 0 && rows.size() < PIECE_ROWS) {
                    if (!row.next()) {
                        return new Piece(rows, to, missing.and(Math.max(seen, low) + 1, Math.min(to, high)));
                    }
                    long sequence = row.getLong(1);
                    if (sequence <= seen || sequence > to) {
                        throw new SQLException("out of order");
                    }
                    missing = missing.and(Math.max(seen, low) + 1, sequence - 1);
                    Row whole = whole(row);
                    if (whole == null) {
                        missing = missing.and(sequence, sequence);
                    } else {
                        rows.add(whole);
                        room -= whole.body().length;
                    }
                    seen = sequence;
                }
            }
            return new Piece(rows, seen, missing);
        } catch (SQLException e) {
            if (seen > after) {
                return new Piece(rows, seen, missing);
            }
            long next = nextReadable(after, to);
            // Of what nobody waits for, all up to "low" may have been deleted long ago.
            long firstLost = 1 + (history ? Math.max(after, low) : after);
            return new Piece(List.of(), next, missing.and(firstLost, Math.min(next, high)));
        }
    }

    private static @Nullable Row whole(ResultSet row) throws SQLException {
        long sequence = row.getLong(1);
        long arrived = row.getLong(2);
        byte[] body = row.getBytes(3);
        return body != null && arrived > 0 && arrived < SANE_MAX && isEvent(body)
                ? new Row(sequence, arrived, body)
                : null;
    }

    static boolean isEvent(byte[] body) {
        try {
            Bodies.event(0, body, 0, body.length);
            return true;
        } catch (QueueException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** Behind which sequence, after one behind which nothing can be read, something can be; the end when nowhere. */
    private long nextReadable(long after, long to) {
        long unreadableAfter = after;
        long readableAfter = after + 1;
        for (long step = 1; !isReadable(readableAfter, to); step *= 2) {
            unreadableAfter = readableAfter;
            readableAfter += step;
            if (readableAfter >= to) {
                return to;
            }
        }
        while (readableAfter - unreadableAfter > 1) {
            long middle = unreadableAfter + (readableAfter - unreadableAfter) / 2;
            if (isReadable(middle, to)) {
                readableAfter = middle;
            } else {
                unreadableAfter = middle;
            }
        }
        return readableAfter;
    }

    private boolean isReadable(long after, long to) {
        try (PreparedStatement query = connection().prepareStatement(EVENTS + " LIMIT 1")) {
            query.setLong(1, after);
            query.setLong(2, to);
            try (ResultSet row = query.executeQuery()) {
                return !row.next() || (row.getLong(1) > after && row.getLong(1) <= to && row.getBytes(3) != null);
            }
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
        if (scratch != null) {
            try {
                Scratch.delete(scratch);
            } catch (IOException e) {
                throw new SQLException("the copy " + scratch + " cannot be deleted", e);
            }
        }
    }
}
