package io.mirrorlog.agent.queue.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** The one row of numbers that changes with every commit. Writer's thread only. */
final class CountersTable {

    private final PreparedStatement load;
    private final PreparedStatement save;

    CountersTable(Connection connection) throws SQLException {
        load = connection.prepareStatement("SELECT commits, last, events, purged FROM counters");
        save = connection.prepareStatement("UPDATE counters SET commits = ?, last = ?, events = ?, purged = ?");
    }

    Counters load() throws SQLException {
        try (ResultSet row = load.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the row of counters is missing", null, SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
            return new Counters(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    void save(Counters counters) throws SQLException {
        save.setLong(1, counters.commits());
        save.setLong(2, counters.last());
        save.setLong(3, counters.events());
        save.setLong(4, counters.purged());
        save.executeUpdate();
    }
}
