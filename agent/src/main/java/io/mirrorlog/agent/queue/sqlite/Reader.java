package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import io.mirrorlog.connector.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/** One read-only connection to the queue's file. One thread at a time; each call is one short read transaction. */
final class Reader implements AutoCloseable {

    /** What is put aside and due; {@code copied} as in {@link ExceptionsTable.Again}. */
    record Due(long id, Span span, boolean copied) {}

    /** A dead letter as it is stored. */
    private record DeadRow(Row row, String reason, int attempts, long since, long tried) {

        DeadLetter letter(String connection) {
            return new DeadLetter(
                    connection, row.event(), reason, attempts, Micros.instant(since), Micros.instant(tried));
        }
    }

    /** An event as it is stored. */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared never
    private record Row(long sequence, long arrived, byte[] body) {

        QueuedEvent event() {
            Event event = Bodies.event(sequence, body, 0, body.length);
            return new QueuedEvent(sequence, Micros.instant(arrived), body.length, event);
        }
    }

    /** It reads on and on, and seldom the same again. */
    private static final int CACHE_KIB = 512;

    private final Connection connection;
    private final PreparedStatement forward;
    private final PreparedStatement backward;
    private final PreparedStatement arrivedAfter;
    private final PreparedStatement count;
    private final PreparedStatement due;

    Reader(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        config.setCacheSize(-CACHE_KIB);
        connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        forward = connection.prepareStatement(
                "SELECT sequence, arrived, body FROM events WHERE sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?");
        backward = connection.prepareStatement(
                "SELECT sequence, arrived, body FROM events WHERE sequence < ? ORDER BY sequence DESC LIMIT ?");
        arrivedAfter =
                connection.prepareStatement("SELECT arrived FROM events WHERE sequence > ? ORDER BY sequence LIMIT 1");
        count = connection.prepareStatement("SELECT count(*) FROM events WHERE sequence BETWEEN ? AND ?");
        due = connection.prepareStatement("""
                SELECT id, first, last, body IS NOT NULL FROM exceptions
                WHERE connection = ? AND kind = 'AGAIN' AND due <= ? ORDER BY first LIMIT ?""");
    }

    /** Retained events with these sequences, both included. */
    List<QueuedEvent> forward(long from, long to, int events, long bytes) throws SQLException {
        forward.setLong(1, from);
        forward.setLong(2, to);
        forward.setInt(3, events);
        return read(forward, bytes);
    }

    List<QueuedEvent> backward(long before, int events, long bytes) throws SQLException {
        backward.setLong(1, before);
        backward.setInt(2, events);
        return read(backward, bytes);
    }

    /** When the first event after that sequence arrived, or -1. */
    long arrivedAfter(long sequence) throws SQLException {
        arrivedAfter.setLong(1, sequence);
        return Sql.number(arrivedAfter, -1);
    }

    long count(long from, long to) throws SQLException {
        count.setLong(1, from);
        count.setLong(2, to);
        return Sql.number(count, 0);
    }

    /** What is put aside for the connection and due. */
    List<Due> due(long connectionId, long now, int atMost) throws SQLException {
        due.setLong(1, connectionId);
        due.setLong(2, now);
        due.setInt(3, atMost);
        var found = new ArrayList<Due>();
        try (ResultSet row = due.executeQuery()) {
            while (row.next()) {
                found.add(new Due(row.getLong(1), new Span(row.getLong(2), row.getLong(3)), row.getBoolean(4)));
            }
        }
        return found;
    }

    /** The event of which that exception has a copy; none when it has ended meanwhile. Seldom asked for. */
    List<QueuedEvent> copied(Due due) throws SQLException {
        try (PreparedStatement copied =
                connection.prepareStatement("SELECT first, arrived, body FROM exceptions WHERE id = ?")) {
            copied.setLong(1, due.id());
            return read(copied, Long.MAX_VALUE);
        }
    }

    /** The ids of all connections by name. Seldom asked for. */
    Map<String, Long> connections() throws SQLException {
        var ids = new TreeMap<String, Long>();
        try (PreparedStatement all = connection.prepareStatement("SELECT name, id FROM connections");
                ResultSet row = all.executeQuery()) {
            while (row.next()) {
                ids.put(row.getString(1), row.getLong(2));
            }
        }
        return ids;
    }

    /** Dead letters with larger sequences. Seldom asked for. */
    List<DeadLetter> dead(long connectionId, String name, long after, int atMost, long bytes) throws SQLException {
        var rows = new ArrayList<DeadRow>();
        try (PreparedStatement dead = connection.prepareStatement("""
                SELECT first, arrived, body, reason, attempts, since, tried FROM exceptions
                WHERE connection = ? AND kind = 'DEAD' AND first > ? ORDER BY first LIMIT ?""")) {
            dead.setLong(1, connectionId);
            dead.setLong(2, after);
            dead.setInt(3, atMost);
            long room = bytes;
            try (ResultSet row = dead.executeQuery()) {
                while (room > 0 && row.next()) {
                    var event = new Row(row.getLong(1), row.getLong(2), row.getBytes(3));
                    room -= event.body().length;
                    rows.add(new DeadRow(event, row.getString(4), row.getInt(5), row.getLong(6), row.getLong(7)));
                }
            }
        }
        return rows.stream().map(row -> row.letter(name)).toList();
    }

    /** What a connection has given up and is not done, in queue order. Seldom asked for. */
    List<ReleasedRow> released(long connectionId, long after, int atMost) throws SQLException {
        return released("connection = ? AND first > ? AND state <> 'DONE'", atMost, connectionId, after);
    }

    /** The same, of one state. */
    List<ReleasedRow> releasedLate(long connectionId, ReleasedRow.State state, int atMost) throws SQLException {
        return released("connection = ? AND state = ?", atMost, connectionId, state.name());
    }

    /** False in a file that no agent of this version has opened. */
    boolean knowsReleased() throws SQLException {
        return Sql.number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'released'") > 0;
    }

    /**
     * An event by its number and time.
     *
     * @param sequence 0 where there is none
     */
    record At(long sequence, long arrived) {}

    /** The first retained event with that sequence or a larger one. */
    At firstAt(long sequence) throws SQLException {
        try (PreparedStatement first = connection.prepareStatement(
                "SELECT sequence, arrived FROM events WHERE sequence >= ? ORDER BY sequence LIMIT 1")) {
            first.setLong(1, sequence);
            try (ResultSet row = first.executeQuery()) {
                return row.next() ? new At(row.getLong(1), row.getLong(2)) : new At(0, 0);
            }
        }
    }

    /** The connection's replay, or its last one. Seldom asked for. */
    Optional<ReplayRow> replay(long connectionId) throws SQLException {
        try (PreparedStatement replay =
                connection.prepareStatement("SELECT " + ReplayRow.COLUMNS + " FROM replays WHERE connection = ?")) {
            replay.setLong(1, connectionId);
            try (ResultSet row = replay.executeQuery()) {
                return row.next() ? Optional.of(ReplayRow.of(row)) : Optional.empty();
            }
        }
    }

    /** How many events lie in files for the connection. */
    long givenUp(long connectionId) throws SQLException {
        try (PreparedStatement sum = connection.prepareStatement(
                "SELECT coalesce(sum(events - settled), 0) FROM released WHERE connection = ? AND state <> 'DONE'")) {
            sum.setLong(1, connectionId);
            return Sql.number(sum, 0);
        }
    }

    /** The range that lies in that file, if it is known. */
    List<ReleasedRow> releasedFile(String file) throws SQLException {
        return released("file = ?", 1, file);
    }

    private List<ReleasedRow> released(String where, int atMost, Object... parameters) throws SQLException {
        var rows = new ArrayList<ReleasedRow>();
        try (PreparedStatement query = connection.prepareStatement("SELECT " + ReleasedRow.COLUMNS
                + " FROM released WHERE " + where + " ORDER BY first LIMIT " + atMost)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(ReleasedRow.of(row));
                }
            }
        }
        return rows;
    }

    private static List<QueuedEvent> read(PreparedStatement query, long bytes) throws SQLException {
        var rows = new ArrayList<Row>();
        long room = bytes;
        try (ResultSet row = query.executeQuery()) {
            while (room > 0 && row.next()) {
                byte[] body = row.getBytes(3);
                long sequence = row.getLong(1);
                if (body == null
                        || sequence < 1
                        || (!rows.isEmpty()
                                && sequence == rows.get(rows.size() - 1).sequence())) {
                    // SQLite does not notice when a part of a page is empty.
                    throw new SQLException("an event is not whole", null, SQLiteErrorCode.SQLITE_CORRUPT.code);
                }
                room -= body.length;
                if (room >= 0 || rows.isEmpty()) {
                    rows.add(new Row(sequence, row.getLong(2), body));
                }
            }
        }
        // Decoded behind the read transaction: a long one would keep the write-ahead log from being reset.
        var events = new ArrayList<QueuedEvent>(rows.size());
        for (Row each : rows) {
            events.add(each.event());
        }
        return events;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
