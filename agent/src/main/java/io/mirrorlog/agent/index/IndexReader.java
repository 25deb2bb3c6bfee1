package io.mirrorlog.agent.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/** One read-only connection to the index. One thread at a time; each call is one short read transaction. */
final class IndexReader implements AutoCloseable {

    private static final int CACHE_KIB = 2048;

    /** How often a statement that runs looks at the clock: a few thousand rows. */
    private static final int STEPS_BETWEEN_LOOKS = 20_000;

    private final Connection connection;
    private volatile Deadline deadline = new Deadline(0);

    IndexReader(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(1_000);
        config.setCacheSize(-CACHE_KIB);
        connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return deadline.isPast() ? 1 : 0;
            }
        });
    }

    /**
     * The rows of a question, as places.
     *
     * @param until when to break off
     */
    List<LogKey> keys(IndexQuery.Sql sql, Deadline until) throws SQLException {
        List<LogKey> keys = new ArrayList<>();
        deadline = until;
        try (PreparedStatement statement = prepared(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                keys.add(new LogKey(row.getLong(1), row.getLong(2), row.getLong(3)));
            }
        } catch (SQLException e) {
            throw brokenOff(e);
        }
        return keys;
    }

    /** The only number of a question. */
    long number(IndexQuery.Sql sql, Deadline until) throws SQLException {
        deadline = until;
        try (PreparedStatement statement = prepared(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            throw brokenOff(e);
        }
    }

    private PreparedStatement prepared(IndexQuery.Sql sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.text());
        for (int i = 0; i < sql.strings().size(); i++) {
            statement.setString(i + 1, sql.strings().get(i));
        }
        return statement;
    }

    private SQLException brokenOff(SQLException e) {
        if (e.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code) {
            deadline.require();
        }
        return e;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
