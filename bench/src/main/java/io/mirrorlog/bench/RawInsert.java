package io.mirrorlog.bench;

import io.mirrorlog.agent.intake.StoredForms;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The yardstick: a bare SQLite table, 1,000 rows a commit, each commit synced; the rows are what the agent would store. */
final class RawInsert {

    static final Figure RATE = new Figure("raw SQLite insert, rows/s", "%,.0f", Aim.NONE);

    private static final int ROWS_A_COMMIT = 1_000;
    private static final List<byte[]> BODIES =
            Samples.batches().stream().flatMap(StoredForms::of).toList();

    private RawInsert() {}

    /** Bytes of a row's body, on the average. */
    static double meanBytes() {
        return BODIES.stream().mapToInt(body -> body.length).average().orElseThrow();
    }

    /**
     * Rows a second.
     *
     * @param file does not exist yet
     */
    static double rate(Path file, int rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("CREATE TABLE events (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL)");
            connection.setAutoCommit(false);
            long begun = System.nanoTime();
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO events (body) VALUES (?)")) {
                for (int row = 1; row <= rows; row++) {
                    insert.setBytes(1, BODIES.get(row % BODIES.size()));
                    insert.addBatch();
                    if (row % ROWS_A_COMMIT == 0) {
                        insert.executeBatch();
                        connection.commit();
                    }
                }
                insert.executeBatch();
                connection.commit();
            }
            return rows / Stopwatch.seconds(begun);
        }
    }
}
