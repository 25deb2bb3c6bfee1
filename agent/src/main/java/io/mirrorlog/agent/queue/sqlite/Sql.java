package io.mirrorlog.agent.queue.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The few statements that are not worth preparing. */
final class Sql {

    private Sql() {}

    /** Runs one or several statements that return nothing. */
    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** The first column of the only row. */
    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The first column of the first row, or the other number when there is no row or no value. */
    static long number(PreparedStatement statement, long otherwise) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return otherwise;
            }
            long number = row.getLong(1);
            return row.wasNull() ? otherwise : number;
        }
    }

    /** Rolls back because of a failure, beside which a second one is of no interest. */
    static void rollback(Connection connection, Throwable because) {
        try {
            run(connection, "ROLLBACK");
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }
}
