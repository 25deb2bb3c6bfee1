package io.mirrorlog.agent.schedule;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The last run of each chore on disk, so that one that the agent slept through is known at its next start.
 *
 * <p>Safe for many threads: each call has a connection of its own.
 */
public final class ChoreLog {

    static final String TABLE = """
            create table if not exists chores (
              name text primary key,
              known text not null,
              started text,
              took_millis integer,
              failed integer,
              told text
            )""";

    private final DataSource source;

    private ChoreLog(DataSource source) {
        this.source = source;
    }

    /** @param file the small SQLite file that holds the times, as for the lanes */
    public static ChoreLog open(Path file) {
        var log = new ChoreLog(ScheduleStore.source(file));
        try (Connection connection = log.source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(TABLE);
        } catch (SQLException e) {
            throw failure(e);
        }
        return log;
    }

    /** Since when the chore has not run: its last run, else the time at which this was asked first. */
    Instant idleSince(String name, Instant now) {
        ChoreRun last = last(name);
        if (last != null) {
            return last.started();
        }
        try (Connection connection = source.getConnection();
                PreparedStatement known = connection.prepareStatement(
                        "insert into chores (name, known) values (?, ?) on conflict do update set known = known returning known")) {
            known.setString(1, name);
            known.setString(2, now.toString());
            try (ResultSet row = known.executeQuery()) {
                return row.next() ? Instant.parse(row.getString(1)) : now;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Nullable
    ChoreRun last(String name) {
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select started, took_millis, failed, told from chores where name = ? and started is not null")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new ChoreRun(
                                Instant.parse(row.getString(1)),
                                Duration.ofMillis(row.getLong(2)),
                                row.getBoolean(3),
                                row.getString(4))
                        : null;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    void record(String name, ChoreRun run) {
        try (Connection connection = source.getConnection();
                PreparedStatement save = connection.prepareStatement("""
                        insert or replace into chores (name, known, started, took_millis, failed, told)
                        values (?, ?, ?, ?, ?, ?)""")) {
            save.setString(1, name);
            save.setString(2, run.started().toString());
            save.setString(3, run.started().toString());
            save.setLong(4, run.took().toMillis());
            save.setBoolean(5, run.failed());
            save.setString(6, run.told());
            save.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static IllegalStateException failure(SQLException e) {
        return new IllegalStateException("the times of the chores cannot be kept: " + e.getMessage(), e);
    }
}
