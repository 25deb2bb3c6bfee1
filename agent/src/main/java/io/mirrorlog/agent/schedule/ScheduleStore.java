package io.mirrorlog.agent.schedule;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mirrorlog.agent.queue.sqlite.SetAside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * The small SQLite file in which db-scheduler keeps its times.
 *
 * <p>A file of its own, with one connection: a second writer on the queue's file would make either meet a lock.
 */
final class ScheduleStore implements AutoCloseable {

    private static final String TABLE = """
            create table if not exists scheduled_tasks (
              task_name text not null,
              task_instance text not null,
              task_data blob,
              execution_time timestamp not null,
              picked boolean not null,
              picked_by text,
              last_success timestamp,
              last_failure timestamp,
              consecutive_failures integer,
              last_heartbeat timestamp,
              version integer not null,
              priority integer,
              primary key (task_name, task_instance)
            )""";

    /** What is asked of its tables; another program's may have the same names. */
    private static final List<String> COLUMNS = List.of(
            "select task_name, task_instance, task_data, execution_time, picked, picked_by, last_success, last_failure, "
                    + "consecutive_failures, last_heartbeat, version, priority from scheduled_tasks limit 0",
            "select name, known, started, took_millis, failed, told from chores limit 0");

    private static final Logger LOG = LoggerFactory.getLogger(ScheduleStore.class);

    private final HikariDataSource pool;

    private ScheduleStore(HikariDataSource pool) {
        this.pool = pool;
    }

    /** New connections to the file, for this class and for the times of the chores. */
    static DataSource source(Path file) {
        var sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL); // a lost alarm is a lane that is woken too early
        sqlite.setBusyTimeout(10_000);
        var source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /** Opens the file, or makes a new one; one that is damaged is set aside, which costs no more than its times. */
    static ScheduleStore open(Path file, InstantSource clock) {
        setAsideIfDamaged(file, clock);
        var config = new HikariConfig();
        config.setDataSource(source(file));
        config.setPoolName("schedule");
        config.setMaximumPoolSize(1);
        var store = new ScheduleStore(new HikariDataSource(config));
        store.execute(TABLE);
        return store;
    }

    private static void setAsideIfDamaged(Path file, InstantSource clock) {
        try {
            String damage = Files.exists(file) ? damage(file) : null;
            if (damage != null) {
                SetAside aside = SetAside.move(file, clock.instant());
                LOG.error(
                        "The schedule's file cannot be used: {}. It was set aside as {}; lanes that rested try at once, chores count from now on",
                        damage,
                        aside.file());
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the schedule's file " + file + " cannot be set aside: " + e.getMessage(), e);
        }
    }

    /** What is wrong with it; null when nothing is, or when that is not the file's fault. It is small: all of it is read. */
    private static @Nullable String damage(Path file) {
        try (Connection connection = source(file).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            statement.execute(ChoreLog.TABLE);
            for (String column : COLUMNS) {
                statement.executeQuery(column).close();
            }
            try (ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
                String answer = row.next() ? row.getString(1) : "it cannot be checked";
                return "ok".equals(answer) ? null : answer;
            }
        } catch (SQLException e) {
            boolean shape = e.getErrorCode() == SQLiteErrorCode.SQLITE_ERROR.code;
            boolean content = e.getErrorCode() == SQLiteErrorCode.SQLITE_CORRUPT.code
                    || e.getErrorCode() == SQLiteErrorCode.SQLITE_NOTADB.code;
            return shape || content ? String.valueOf(e.getMessage()) : null;
        }
    }

    DataSource dataSource() {
        return pool;
    }

    /** After a crash, what was picked is nobody's: this process alone holds the data folder. */
    void clearPicked() {
        execute("update scheduled_tasks set picked = 0, picked_by = null, last_heartbeat = null where picked");
    }

    private void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the schedule's file cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
