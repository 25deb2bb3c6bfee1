package io.mirrorlog.agent.queue.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The log itself, as the writer sees it. Writer's thread only. */
final class EventsTable {

    /** The part of a range that arrived before a time: how many events, and the last of them. */
    record Slice(int count, long last) {}

    private final PreparedStatement insert;
    private final PreparedStatement restore;
    private final PreparedStatement sequences;
    private final PreparedStatement first;
    private final PreparedStatement firstSince;
    private final PreparedStatement any;
    private final PreparedStatement slice;
    private final PreparedStatement delete;
    private boolean batched;

    EventsTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("INSERT INTO events (sequence, arrived, body) VALUES (?, ?, ?)");
        restore =
                connection.prepareStatement("INSERT OR IGNORE INTO events (sequence, arrived, body) VALUES (?, ?, ?)");
        sequences = connection.prepareStatement(
                "SELECT sequence FROM events WHERE sequence BETWEEN ? AND ? ORDER BY sequence");
        first = connection.prepareStatement("SELECT min(sequence) FROM events");
        firstSince =
                connection.prepareStatement("SELECT sequence FROM events WHERE arrived >= ? ORDER BY sequence LIMIT 1");
        any = connection.prepareStatement("SELECT 1 FROM events WHERE sequence > ? AND sequence < ? LIMIT 1");
        slice = connection.prepareStatement("""
                SELECT count(*), coalesce(max(sequence), 0)
                FROM (SELECT sequence
                      FROM (SELECT sequence, arrived FROM events
                            WHERE sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?)
                      WHERE arrived < ? LIMIT ?)""");
        delete = connection.prepareStatement("DELETE FROM events WHERE sequence BETWEEN ? AND ? AND arrived < ?");
    }

    /** Adds an event to those that {@link #flush} inserts. */
    void add(long sequence, long arrived, byte[] body) throws SQLException {
        insert.setLong(1, sequence);
        insert.setLong(2, arrived);
        insert.setBytes(3, body);
        insert.addBatch();
        batched = true;
    }

    /** Inserts an event of an older store at once; returns how many were inserted, 0 when it is there. */
    int restore(long sequence, long arrived, byte[] body) throws SQLException {
        restore.setLong(1, sequence);
        restore.setLong(2, arrived);
        restore.setBytes(3, body);
        return restore.executeUpdate();
    }

    /** Which sequences of a range are there. */
    List<Long> sequences(long from, long to) throws SQLException {
        sequences.setLong(1, from);
        sequences.setLong(2, to);
        var found = new ArrayList<Long>();
        try (ResultSet row = sequences.executeQuery()) {
            while (row.next()) {
                found.add(row.getLong(1));
            }
        }
        return found;
    }

    /** Inserts what was added; to be called before anything is read. */
    void flush() throws SQLException {
        if (batched) {
            batched = false;
            insert.executeBatch();
        }
    }

    /** The oldest retained sequence, or the other one when there is none. */
    long first(long otherwise) throws SQLException {
        return Sql.number(first, otherwise);
    }

    /** The first sequence that arrived then or later, or the other one. Reads the log from its beginning up to there. */
    long firstSince(long arrived, long otherwise) throws SQLException {
        firstSince.setLong(1, arrived);
        return Sql.number(firstSince, otherwise);
    }

    /** Whether one lies between two sequences. */
    boolean isAny(long after, long before) throws SQLException {
        any.setLong(1, after);
        any.setLong(2, before);
        return Sql.number(any, 0) > 0;
    }

    /** Looks at the first so many events of a range for at most so many that arrived before the time. */
    Slice slice(long from, long to, long arrivedBefore, int lookedAt, int atMost) throws SQLException {
        slice.setLong(1, from);
        slice.setLong(2, to);
        slice.setInt(3, lookedAt);
        slice.setLong(4, arrivedBefore);
        slice.setInt(5, atMost);
        try (ResultSet row = slice.executeQuery()) {
            row.next();
            return new Slice(row.getInt(1), row.getLong(2));
        }
    }

    /** Deletes the events of a range that arrived before the time; returns how many. */
    int delete(long from, long to, long arrivedBefore) throws SQLException {
        delete.setLong(1, from);
        delete.setLong(2, to);
        delete.setLong(3, arrivedBefore);
        return delete.executeUpdate();
    }
}
