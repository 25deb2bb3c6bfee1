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
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/** One read-only connection to the queue's file. One thread at a time; each call is one short read transaction. */
final class Reader implements AutoCloseable {

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
    private final PreparedStatement dead;

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
                SELECT first, last FROM exceptions
                WHERE connection = ? AND kind = 'AGAIN' AND due <= ? ORDER BY first LIMIT ?""");
        dead = connection.prepareStatement("""
                SELECT first, reason, attempts, since, tried, body FROM exceptions
                WHERE connection = ? AND kind = 'DEAD' ORDER BY first LIMIT ?""");
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
    List<Span> due(long connectionId, long now, int atMost) throws SQLException {
        due.setLong(1, connectionId);
        due.setLong(2, now);
        due.setInt(3, atMost);
        var spans = new ArrayList<Span>();
        try (ResultSet row = due.executeQuery()) {
            while (row.next()) {
                spans.add(new Span(row.getLong(1), row.getLong(2)));
            }
        }
        return spans;
    }

    List<DeadLetter> dead(Place place, int atMost, long bytes) throws SQLException {
        dead.setLong(1, place.id());
        dead.setInt(2, atMost);
        var letters = new ArrayList<DeadLetter>();
        long room = bytes;
        try (ResultSet row = dead.executeQuery()) {
            while (room > 0 && row.next()) {
                byte[] body = row.getBytes(6);
                room -= body.length;
                letters.add(new DeadLetter(
                        place.name(),
                        row.getLong(1),
                        Bodies.event(row.getLong(1), body, 0, body.length),
                        row.getString(2),
                        row.getInt(3),
                        Micros.instant(row.getLong(4)),
                        Micros.instant(row.getLong(5))));
            }
        }
        return letters;
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
