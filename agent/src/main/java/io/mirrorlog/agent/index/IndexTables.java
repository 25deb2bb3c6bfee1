package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of the index, as the one who fills them sees them. The indexing thread only. */
final class IndexTables {

    /** How much of a title is looked at; the event itself decides in the end. */
    static final int TITLE_MAX = 120;

    /**
     * What is asked for often has an index of its own; the one by time holds what most filters need, so that walking it
     * reads no row in vain.
     */
    private static final String SHAPE = """
            CREATE TABLE entries (
              sequence INTEGER PRIMARY KEY, second INTEGER NOT NULL, nano INTEGER NOT NULL, site INTEGER NOT NULL,
              severity INTEGER NOT NULL, kind INTEGER NOT NULL, user INTEGER, log_id INTEGER NOT NULL, ns INTEGER,
              title TEXT);
            CREATE INDEX by_time ON entries (second, nano, site, severity, kind, user);
            CREATE INDEX by_site ON entries (site, second);
            CREATE INDEX by_kind ON entries (kind, second);
            CREATE INDEX by_user ON entries (user, second) WHERE user IS NOT NULL;
            CREATE INDEX by_title ON entries (title, second) WHERE title IS NOT NULL;
            CREATE INDEX by_log_id ON entries (log_id) WHERE log_id <> sequence;
            CREATE INDEX grave ON entries (severity, second) WHERE severity <= 1;
            CREATE TABLE words (list TEXT NOT NULL, word TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (list, word))
              WITHOUT ROWID;
            CREATE TABLE state (position INTEGER NOT NULL, arrived INTEGER NOT NULL, carried_over TEXT NOT NULL);
            INSERT INTO state VALUES (0, 0, '');
            """;

    private final Connection connection;
    private final Words sites;
    private final Words kinds;
    private final PreparedStatement insert;
    private final PreparedStatement word;
    private final PreparedStatement state;
    private final PreparedStatement delete;

    IndexTables(Connection connection, Words sites, Words kinds) throws SQLException {
        this.connection = connection;
        this.sites = sites;
        this.kinds = kinds;
        insert = connection.prepareStatement("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        word = connection.prepareStatement("INSERT OR REPLACE INTO words VALUES (?, ?, ?)");
        state = connection.prepareStatement("UPDATE state SET position = ?, arrived = ?");
        delete = connection.prepareStatement(
                "DELETE FROM entries WHERE sequence IN (SELECT sequence FROM entries WHERE sequence < ? LIMIT ?)");
    }

    /** Makes them in an empty file. */
    static void create(Connection connection) throws SQLException {
        run(connection, "BEGIN");
        for (String statement : SHAPE.split(";\\s*")) {
            if (!statement.isBlank()) {
                run(connection, statement);
            }
        }
        run(connection, "PRAGMA user_version = " + IndexFile.VERSION);
        run(connection, "COMMIT");
    }

    void begin() throws SQLException {
        run(connection, "BEGIN IMMEDIATE");
    }

    /** Stores what is looked for in events. */
    void add(List<QueuedEvent> events) throws SQLException {
        for (QueuedEvent queued : events) {
            add(queued);
        }
        insert.executeBatch();
    }

    /** Ends it, and says that all up to this event are there. */
    void commit(QueuedEvent last) throws SQLException {
        save("sites", sites);
        save("kinds", kinds);
        state.setLong(1, last.sequence());
        state.setLong(2, micros(last));
        state.executeUpdate();
        run(connection, "COMMIT");
    }

    private void add(QueuedEvent queued) throws SQLException {
        Event event = queued.event();
        insert.setLong(1, queued.sequence());
        insert.setLong(2, event.timestamp().toEpochSecond());
        insert.setInt(3, event.timestamp().getNano());
        insert.setInt(4, sites.numberOf(event.site()));
        insert.setInt(5, grade(event.severity()));
        insert.setInt(6, kinds.numberOf(Kind.of(event)));
        set(7, user(event.user()));
        insert.setLong(8, LogFields.logId(queued));
        set(9, LogFields.namespace(event));
        String title = LogFields.title(event);
        if (title == null) {
            insert.setNull(10, Types.VARCHAR);
        } else {
            insert.setString(10, head(title));
        }
        insert.addBatch();
    }

    private void set(int parameter, @Nullable Number number) throws SQLException {
        if (number == null) {
            insert.setNull(parameter, Types.INTEGER);
        } else {
            insert.setLong(parameter, number.longValue());
        }
    }

    private void save(String list, Words words) throws SQLException {
        for (String fresh : words.takeUnsaved()) {
            word.setString(1, list);
            word.setString(2, fresh);
            word.setInt(3, words.numberOf(fresh));
            word.executeUpdate();
        }
    }

    /** From 0, the gravest, on. */
    @SuppressWarnings("EnumOrdinal") // the order is what is meant, and the file is built anew when it changes
    static int grade(Severity severity) {
        return severity.ordinal();
    }

    /** A user as the index knows it: few share a number, and the event itself decides. */
    static @Nullable Integer user(@Nullable Scalar user) {
        return user == null ? null : user.text().hashCode();
    }

    /** As much of a title, or of its beginning, as the index looks at; no half of a character stands at its end. */
    static String head(String title) {
        int end = Math.min(title.length(), TITLE_MAX);
        return title.substring(0, end > 0 && Character.isHighSurrogate(title.charAt(end - 1)) ? end - 1 : end);
    }

    static long micros(QueuedEvent queued) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, queued.arrived());
    }

    /** Deletes one step of what has smaller sequences; returns how many entries. */
    int deleteBelow(long sequence, int atMost) throws SQLException {
        delete.setLong(1, sequence);
        delete.setInt(2, atMost);
        return delete.executeUpdate();
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
