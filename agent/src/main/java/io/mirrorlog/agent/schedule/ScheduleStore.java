package io.mirrorlog.agent.schedule;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

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

    static ScheduleStore open(Path file) {
        var config = new HikariConfig();
        config.setDataSource(source(file));
        config.setPoolName("schedule");
        config.setMaximumPoolSize(1);
        var store = new ScheduleStore(new HikariDataSource(config));
        store.execute(TABLE);
        return store;
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
