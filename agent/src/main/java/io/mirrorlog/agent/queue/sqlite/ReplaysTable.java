package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Replay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** At most one row for each connection: its replay, or the last one. Writer's thread only. */
final class ReplaysTable {

    private final PreparedStatement begin;
    private final PreparedStatement offer;
    private final PreparedStatement skip;
    private final PreparedStatement settle;
    private final PreparedStatement end;
    private final PreparedStatement running;

    ReplaysTable(Connection connection) throws SQLException {
        begin = connection.prepareStatement("""
                INSERT OR REPLACE INTO replays (connection, state, first, last, position, since, until, at, wishes)
                VALUES (?, 'RUNNING', ?, ?, ?, ?, ?, ?, ?)""");
        offer = connection.prepareStatement("""
                UPDATE replays SET begun = 1, position = ?, missing = missing + ?
                WHERE connection = ? AND state = 'RUNNING' AND position = ?""");
        skip = connection.prepareStatement("""
                UPDATE replays SET position = ?, missing = missing + ?
                WHERE connection = ? AND state = 'RUNNING' AND position = ?""");
        settle = connection.prepareStatement(
                "UPDATE replays SET position = ?, sent = sent + ?, begun = 0 WHERE connection = ?");
        end = connection.prepareStatement("""
                UPDATE replays SET state = ?, ended = ?, begun = 0 WHERE connection = ? AND state = 'RUNNING'""");
        running = connection.prepareStatement(
                "SELECT " + ReplayRow.COLUMNS + " FROM replays WHERE connection = ? AND state = 'RUNNING'");
    }

    void begin(long connection, ReplayRow row) throws SQLException {
        begin.setLong(1, connection);
        begin.setLong(2, row.first());
        begin.setLong(3, row.last());
        begin.setLong(4, row.position());
        bind(5, row.since());
        bind(6, row.until());
        begin.setLong(7, row.at());
        begin.setString(8, row.wishes());
        begin.executeUpdate();
    }

    private void bind(int index, @Nullable Long number) throws SQLException {
        if (number == null) {
            begin.setNull(index, Types.NULL);
        } else {
            begin.setLong(index, number);
        }
    }

    /**
     * Marks that what stands next is offered.
     *
     * @param before the sequence before it
     * @param missing how many were not retained up to there
     * @return false when the replay is not where it was any more
     */
    boolean offer(long connection, ReplayRow row, long before, long missing) throws SQLException {
        return update(offer, connection, row, before, missing);
    }

    /** Moves over what is not to be sent; false when the replay is not where it was any more. */
    boolean skip(long connection, ReplayRow row, long through, long missing) throws SQLException {
        return update(skip, connection, row, through, missing);
    }

    private static boolean update(
            PreparedStatement statement, long connection, ReplayRow row, long position, long missing)
            throws SQLException {
        statement.setLong(1, position);
        statement.setLong(2, missing);
        statement.setLong(3, connection);
        statement.setLong(4, row.position());
        return statement.executeUpdate() > 0;
    }

    void settle(long connection, long through, long sent) throws SQLException {
        settle.setLong(1, through);
        settle.setLong(2, sent);
        settle.setLong(3, connection);
        settle.executeUpdate();
    }

    /** False when none runs. */
    boolean end(long connection, Replay.State state, long now) throws SQLException {
        end.setString(1, state.name());
        end.setLong(2, now);
        end.setLong(3, connection);
        return end.executeUpdate() > 0;
    }

    @Nullable
    ReplayRow running(long connection) throws SQLException {
        running.setLong(1, connection);
        try (ResultSet row = running.executeQuery()) {
            return row.next() ? ReplayRow.of(row) : null;
        }
    }
}
