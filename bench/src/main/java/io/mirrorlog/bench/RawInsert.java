package io.mirrorlog.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The yardstick: a bare SQLite table, 1,000 rows a commit, each commit synced. */
final class RawInsert {

    private static final int ROWS_A_COMMIT = 1_000;

    private RawInsert() {}

    /** Rows a second. */
    static double rate(Path file, int rows) throws SQLException {
        byte[] body = Samples.event(4711);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("CREATE TABLE events (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL)");
            connection.setAutoCommit(false);
            long begun = System.nanoTime();
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO events (body) VALUES (?)")) {
                for (int row = 1; row <= rows; row++) {
                    insert.setBytes(1, body);
                    insert.addBatch();
                    if (row % ROWS_A_COMMIT == 0) {
                        insert.executeBatch();
                        connection.commit();
                    }
                }
            }
            return rows / seconds(begun);
        }
    }

    static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
