package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One row for each range that was given up. Writer's thread only. */
final class ReleasedTable {

    private final PreparedStatement insert;
    private final PreparedStatement overlapping;
    private final PreparedStatement settle;
    private final PreparedStatement begin;
    private final PreparedStatement turn;
    private final PreparedStatement fail;
    private final PreparedStatement delete;
    private final PreparedStatement count;

    ReleasedTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("""
                INSERT INTO released
                    (connection, state, first, last, position, settled, events, since, until, at, reason, file)
                VALUES (?, 'WAITING', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        overlapping = connection.prepareStatement(
                "SELECT " + ReleasedRow.COLUMNS
                        + " FROM released WHERE connection = ? AND state <> 'DONE' AND first <= ? AND last >= ? ORDER BY first");
        settle = connection.prepareStatement(
                "UPDATE released SET position = ?, settled = ?, begun = 0, state = ? WHERE id = ?");
        begin = connection.prepareStatement("UPDATE released SET begun = 1 WHERE id = ? AND state = 'OFFERED'");
        turn = connection.prepareStatement("""
                UPDATE released SET state = ?, begun = 0, problem = NULL
                WHERE connection = ? AND first = ? AND state <> 'DONE'""");
        fail = connection.prepareStatement(
                "UPDATE released SET state = 'WAITING', begun = 0, problem = ? WHERE id = ? AND state = 'OFFERED'");
        delete = connection.prepareStatement("DELETE FROM released WHERE id = ? AND state = 'DONE'");
        count = connection.prepareStatement("SELECT count(*) FROM released WHERE connection = ? AND state <> 'DONE'");
    }

    void add(long connection, ReleasedFiles.Draft draft, long settledThrough, long at, String reason)
            throws SQLException {
        insert.setLong(1, connection);
        insert.setLong(2, draft.first());
        insert.setLong(3, draft.last());
        insert.setLong(4, settledThrough);
        insert.setLong(5, draft.countThrough(settledThrough));
        insert.setLong(6, draft.count());
        insert.setLong(7, draft.since());
        insert.setLong(8, draft.until());
        insert.setLong(9, at);
        insert.setString(10, reason);
        insert.setString(11, draft.file());
        insert.executeUpdate();
    }

    /** What the connection has given up and is not settled to its end, as far as it touches the span. */
    List<ReleasedRow> overlapping(long connection, Span span) throws SQLException {
        overlapping.setLong(1, connection);
        overlapping.setLong(2, span.last());
        overlapping.setLong(3, span.first());
        var found = new ArrayList<ReleasedRow>();
        try (ResultSet row = overlapping.executeQuery()) {
            while (row.next()) {
                found.add(ReleasedRow.of(row));
            }
        }
        return found;
    }

    /** So many events more are settled, the last of them that one. */
    void settle(ReleasedRow row, int events, long through) throws SQLException {
        long settled = row.settled() + events;
        settle.setLong(1, through);
        settle.setLong(2, settled);
        settle.setString(3, (settled >= row.events() ? ReleasedRow.State.DONE : row.state()).name());
        settle.setLong(4, row.id());
        settle.executeUpdate();
    }

    /** Marks that its next events are offered; false when it is not to be offered any more. */
    boolean begin(ReleasedRow row) throws SQLException {
        begin.setLong(1, row.id());
        return begin.executeUpdate() > 0;
    }

    /** Lets a range be offered, wait, or end; false when there is none. */
    boolean turn(long connection, long first, ReleasedRow.State state) throws SQLException {
        turn.setString(1, state.name());
        turn.setLong(2, connection);
        turn.setLong(3, first);
        return turn.executeUpdate() > 0;
    }

    /** It cannot be read: it waits until somebody has looked. */
    boolean fail(ReleasedRow row, String problem) throws SQLException {
        fail.setString(1, problem);
        fail.setLong(2, row.id());
        return fail.executeUpdate() > 0;
    }

    /** The last step, behind its file. */
    boolean delete(ReleasedRow row) throws SQLException {
        delete.setLong(1, row.id());
        return delete.executeUpdate() > 0;
    }

    /** How many ranges the connection has. */
    long count(long connection) throws SQLException {
        count.setLong(1, connection);
        return Sql.number(count, 0);
    }
}
