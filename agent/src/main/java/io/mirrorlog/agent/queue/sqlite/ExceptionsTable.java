package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What lies before a connection's position without being settled. Writer's thread only. */
final class ExceptionsTable {

    /** Sequences in a row, both ends included. */
    record Span(long first, long last) {}

    /** How often events were offered so far, and since when. */
    record History(int attempts, long since) {}

    /**
     * Events put aside to be offered again.
     *
     * @param copied true for a dead letter that is offered again: one event, of which the row has a copy
     */
    record Again(long id, Span span, long due, History history, boolean copied) {}

    private final PreparedStatement overlapping;
    private final PreparedStatement held;
    private final PreparedStatement nextDue;
    private final PreparedStatement insertAgain;
    private final PreparedStatement insertDead;
    private final PreparedStatement delete;
    private final PreparedStatement endAll;
    private final PreparedStatement putOff;
    private final PreparedStatement buryAgain;
    private final PreparedStatement retryDead;
    private final PreparedStatement dropDead;
    private final PreparedStatement standing;
    private final PreparedStatement insertCopy;

    ExceptionsTable(Connection connection) throws SQLException {
        overlapping = connection.prepareStatement("""
                SELECT id, first, last, due, attempts, since, body IS NOT NULL FROM exceptions
                WHERE connection = ? AND kind = 'AGAIN' AND first <= ? AND last >= ? ORDER BY first""");
        held = connection.prepareStatement("""
                SELECT first, last FROM exceptions WHERE kind = 'AGAIN' AND body IS NULL AND first <= ?1
                UNION ALL
                SELECT position + 1, last FROM replays WHERE ?2 AND state = 'RUNNING' AND position < ?1
                ORDER BY 1""");
        nextDue =
                connection.prepareStatement("SELECT min(due) FROM exceptions WHERE connection = ? AND kind = 'AGAIN'");
        insertAgain = connection.prepareStatement("""
                INSERT INTO exceptions (connection, kind, first, last, due, attempts, since, tried)
                VALUES (?, 'AGAIN', ?, ?, ?, ?, ?, ?)""");
        insertDead = connection.prepareStatement("""
                INSERT INTO exceptions (connection, kind, first, last, attempts, since, tried, reason, arrived, body)
                VALUES (?, 'DEAD', ?, ?, ?, ?, ?, ?, ?, ?)""");
        delete = connection.prepareStatement("DELETE FROM exceptions WHERE id = ?");
        endAll = connection.prepareStatement("DELETE FROM exceptions WHERE connection = ?");
        putOff = connection.prepareStatement("UPDATE exceptions SET due = ?, attempts = ?, tried = ? WHERE id = ?");
        buryAgain = connection.prepareStatement("""
                UPDATE exceptions SET kind = 'DEAD', due = NULL, reason = ?, attempts = ?, tried = ? WHERE id = ?""");
        retryDead = connection.prepareStatement("""
                UPDATE exceptions SET kind = 'AGAIN', due = ? WHERE connection = ? AND kind = 'DEAD' AND first = ?""");
        dropDead = connection.prepareStatement(
                "DELETE FROM exceptions WHERE connection = ? AND kind = 'DEAD' AND first = ?");
        standing = connection.prepareStatement(
                "SELECT count(*) FROM exceptions WHERE connection = ? AND first <= ? AND last >= ?");
        insertCopy = connection.prepareStatement("""
                INSERT INTO exceptions (connection, kind, first, last, due, attempts, since, tried, arrived, body)
                VALUES (?, 'AGAIN', ?, ?, ?, ?, ?, ?, ?, ?)""");
    }

    /** What is put aside for the connection and touches the span. */
    List<Again> overlapping(long connection, Span span) throws SQLException {
        overlapping.setLong(1, connection);
        overlapping.setLong(2, span.last());
        overlapping.setLong(3, span.first());
        var found = new ArrayList<Again>();
        try (ResultSet row = overlapping.executeQuery()) {
            while (row.next()) {
                found.add(new Again(
                        row.getLong(1),
                        new Span(row.getLong(2), row.getLong(3)),
                        row.getLong(4),
                        new History(row.getInt(5), row.getLong(6)),
                        row.getBoolean(7)));
            }
        }
        return found;
    }

    /**
     * What is put aside for any connection without a copy and begins there or before, by its first sequence.
     *
     * @param alsoReplays with what replays have still to look at
     */
    List<Span> held(long through, boolean alsoReplays) throws SQLException {
        held.setLong(1, through);
        held.setBoolean(2, alsoReplays);
        var spans = new ArrayList<Span>();
        try (ResultSet row = held.executeQuery()) {
            while (row.next()) {
                spans.add(new Span(row.getLong(1), row.getLong(2)));
            }
        }
        return spans;
    }

    long nextDue(long connection) throws SQLException {
        nextDue.setLong(1, connection);
        return Sql.number(nextDue, Place.NEVER);
    }

    void putAside(long connection, Span span, long due, History history, long tried) throws SQLException {
        insertAgain.setLong(1, connection);
        insertAgain.setLong(2, span.first());
        insertAgain.setLong(3, span.last());
        insertAgain.setLong(4, due);
        insertAgain.setInt(5, history.attempts());
        insertAgain.setLong(6, history.since());
        insertAgain.setLong(7, tried);
        insertAgain.executeUpdate();
    }

    /** A dead letter carries the event itself, so that no purge can take it. */
    void bury(long connection, QueuedEvent event, String reason, History history, long tried) throws SQLException {
        insertDead.setLong(1, connection);
        insertDead.setLong(2, event.sequence());
        insertDead.setLong(3, event.sequence());
        insertDead.setInt(4, history.attempts());
        insertDead.setLong(5, history.since());
        insertDead.setLong(6, tried);
        insertDead.setString(7, reason);
        insertDead.setLong(8, Micros.floor(event.arrived()));
        insertDead.setBytes(9, Bodies.body(event.event()));
        insertDead.executeUpdate();
    }

    /** Whether anything is put aside or dead for the connection that holds the event. */
    boolean holds(long connection, long sequence) throws SQLException {
        standing.setLong(1, connection);
        standing.setLong(2, sequence);
        standing.setLong(3, sequence);
        return Sql.number(standing, 0) > 0;
    }

    /** To be offered again, with a copy: the log may not have the event. */
    void putAsideCopy(long connection, QueuedEvent event, long due, History history, long tried) throws SQLException {
        insertCopy.setLong(1, connection);
        insertCopy.setLong(2, event.sequence());
        insertCopy.setLong(3, event.sequence());
        insertCopy.setLong(4, due);
        insertCopy.setInt(5, history.attempts());
        insertCopy.setLong(6, history.since());
        insertCopy.setLong(7, tried);
        insertCopy.setLong(8, Micros.floor(event.arrived()));
        insertCopy.setBytes(9, Bodies.body(event.event()));
        insertCopy.executeUpdate();
    }

    /** What was offered once more waits for another time. */
    void putOff(Again again, long due, int attempts, long tried) throws SQLException {
        putOff.setLong(1, due);
        putOff.setInt(2, attempts);
        putOff.setLong(3, tried);
        putOff.setLong(4, again.id());
        putOff.executeUpdate();
    }

    /** A dead letter that was offered again is one again; it still has its copy. */
    void buryAgain(Again again, String reason, int attempts, long tried) throws SQLException {
        buryAgain.setString(1, reason);
        buryAgain.setInt(2, attempts);
        buryAgain.setLong(3, tried);
        buryAgain.setLong(4, again.id());
        buryAgain.executeUpdate();
    }

    /** Makes a dead letter due; false when there is none. */
    boolean retryDead(long connection, long sequence, long due) throws SQLException {
        retryDead.setLong(1, due);
        retryDead.setLong(2, connection);
        retryDead.setLong(3, sequence);
        return retryDead.executeUpdate() > 0;
    }

    /** Deletes a dead letter; false when there is none. */
    boolean dropDead(long connection, long sequence) throws SQLException {
        dropDead.setLong(1, connection);
        dropDead.setLong(2, sequence);
        return dropDead.executeUpdate() > 0;
    }

    /** Whatever lies there for the connection. */
    void endAll(long connection) throws SQLException {
        endAll.setLong(1, connection);
        endAll.executeUpdate();
    }

    void end(Again again) throws SQLException {
        delete.setLong(1, again.id());
        delete.executeUpdate();
    }
}
