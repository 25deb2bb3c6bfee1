package io.mirrorlog.agent.queue.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What waits beside the queue's order, of whatever kind. Writer's thread only. */
final class LateTable {

    /** For one connection, behind {@code WHERE connection =}; see {@link Late#of}. */
    static String begun(String connection) {
        return "max(coalesce((SELECT max(begun) FROM released WHERE connection = " + connection
                + " AND state <> 'WAITING'), -1), coalesce((SELECT max(begun) FROM replays WHERE connection = "
                + connection + " AND state = 'RUNNING'), -1))";
    }

    private final PreparedStatement late;
    private final PreparedStatement releasedFailed;
    private final PreparedStatement replayFailed;
    private final PreparedStatement endReleased;
    private final PreparedStatement endReplay;

    LateTable(Connection connection) throws SQLException {
        late = connection.prepareStatement("SELECT " + begun("?1"));
        releasedFailed =
                connection.prepareStatement("UPDATE released SET begun = 0 WHERE connection = ? AND begun <> 0");
        replayFailed = connection.prepareStatement("UPDATE replays SET begun = 0 WHERE connection = ? AND begun <> 0");
        endReleased = connection.prepareStatement("DELETE FROM released WHERE connection = ?");
        endReplay = connection.prepareStatement("DELETE FROM replays WHERE connection = ?");
    }

    Late of(long connection) throws SQLException {
        late.setLong(1, connection);
        return Late.of(Sql.number(late, -1));
    }

    /** What was offered has not reached the destination. */
    void failed(long connection) throws SQLException {
        releasedFailed.setLong(1, connection);
        releasedFailed.executeUpdate();
        replayFailed.setLong(1, connection);
        replayFailed.executeUpdate();
    }

    /** Whatever there is for the connection. */
    void endAll(long connection) throws SQLException {
        endReleased.setLong(1, connection);
        endReleased.executeUpdate();
        endReplay.setLong(1, connection);
        endReplay.executeUpdate();
    }
}
