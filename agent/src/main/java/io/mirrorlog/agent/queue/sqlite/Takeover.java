package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.disk.SafeFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the store that takes the place of a damaged one: empty of events, but with the positions, bookmarks, exceptions,
 * remembered ids and counts of sites that can be read, so that the first event it takes finds all of that.
 *
 * <p>It is made under another name and renamed when it is safe on disk: a crash leaves all of it or nothing.
 */
final class Takeover {

    /**
     * So far behind the last sequence that is known the new ones begin: more than the write-ahead log may have held, so
     * that none is used twice although the end of the old ones may be lost.
     */
    static final long JUMP = 1_000_000;

    /** The tables that are small, with their keys. Events are carried over later. */
    private static final List<String> TABLES =
            List.of("connections", "exceptions", "sites", "remembered", "salvages", "released", "replays");

    private static final List<String> KEYS = List.of("id", "id", "name", "sequence", "source", "id", "connection");

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final Wreck wreck;
    private final Connection fresh;

    private Takeover(Wreck wreck, Connection fresh) {
        this.wreck = wreck;
        this.fresh = fresh;
    }

    /** Puts a new store where the one was that is set aside. */
    static void build(Path folder, SetAside aside, String reason, Instant now) throws SQLException, IOException {
        Path file = folder.resolve("queue.db.new");
        Scratch.delete(file);
        try (Connection fresh = Database.connect(file, Durability.FULL);
                Wreck wreck = Wreck.open(aside.file())) {
            Sql.run(fresh, "BEGIN IMMEDIATE");
            new Takeover(wreck, fresh).take(aside.name(), reason, Micros.floor(now));
            Sql.run(fresh, "COMMIT");
            Sql.number(fresh, "PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (DamagedException e) {
            throw new IOException("the new store is damaged already: " + e.getMessage(), e);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(file, folder.resolve("queue.db"), StandardCopyOption.ATOMIC_MOVE);
        SafeFiles.forceNames(folder);
    }

    private void take(String source, String reason, long now) throws SQLException {
        boolean placesLost = false;
        for (int i = 0; i < TABLES.size(); i++) {
            boolean complete = copy(TABLES.get(i), KEYS.get(i));
            placesLost |= !complete && TABLES.get(i).equals("connections");
        }
        long counted = wreck.number("SELECT last FROM counters");
        long high = Math.max(
                Math.max(counted, wreck.number("SELECT max(sequence) FROM events")),
                wreck.number("SELECT max(sequence) FROM remembered"));
        if (counted < 0) {
            // Then nothing tells that a position is too large, but for what no store can reach.
            high = Math.max(
                    high,
                    Sql.number(
                            fresh,
                            "SELECT coalesce(max(position), -1) FROM connections WHERE typeof(position) = 'integer'"
                                    + " AND position <= " + Wreck.SANE_MAX));
        }
        placesLost |= dropped(high);
        long low = wreck.number("SELECT purged FROM counters");
        if (low < 0 || low > high) {
            low = Math.max(0, wreck.number("SELECT min(sequence) FROM events") - 1);
        }
        // Nothing is known of the old ones: what counts microseconds is ahead of whatever counted events.
        long start = high < 0 ? now : high + JUMP;
        long first = placesLost ? 1 : 1 + firstSettled(Math.max(0, high));
        begin(new Salvaging(
                source,
                reason,
                now,
                low,
                Math.max(0, high),
                start,
                first,
                first - 1,
                0,
                0,
                Gaps.NONE,
                placesLost,
                false));
    }

    /** Returns whether all of the table could be read. */
    private boolean copy(String table, String key) throws SQLException {
        Set<String> here = new HashSet<>();
        try (Statement statement = fresh.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (row.next()) {
                here.add(row.getString(2));
            }
        }
        List<String> columns = new ArrayList<>(wreck.columns(table));
        columns.retainAll(here);
        String places = "?, ".repeat(Math.max(0, columns.size() - 1)) + "?";
        String insert =
                "INSERT OR IGNORE INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + places + ")";
        int body = columns.indexOf("body");
        try (PreparedStatement into = fresh.prepareStatement(columns.isEmpty() ? "SELECT 1" : insert)) {
            return wreck.read(table, columns, key, row -> {
                if (body < 0 || !(row.get(body) instanceof byte[] bytes) || Wreck.isEvent(bytes)) {
                    insert(into, row);
                } else {
                    LOG.warn("A dead letter cannot be read and is not carried over");
                }
            });
        }
    }

    /** What the shape forbids (a connection that is not there, a missing value) is left out. */
    private static void insert(PreparedStatement into, List<@Nullable Object> row) {
        try {
            for (int i = 0; i < row.size(); i++) {
                into.setObject(i + 1, row.get(i));
            }
            into.executeUpdate();
        } catch (SQLException e) {
            // A broken row among sound ones.
        }
    }

    /** Drops what cannot be true; returns whether a connection was among it. */
    private boolean dropped(long high) throws SQLException {
        Sql.run(fresh, "DELETE FROM salvages WHERE typeof(start) <> 'integer' OR typeof(through) <> 'integer'");
        long before = Sql.number(fresh, "SELECT count(*) FROM connections");
        String broken = "SELECT id FROM connections WHERE typeof(name) <> 'text' OR typeof(position) <> 'integer'"
                + " OR position < 0 OR position > "
                + Math.max(high, Sql.number(fresh, "SELECT coalesce(max(start), 0) FROM salvages"))
                + " OR typeof(coalesce(bookmark, '')) <> 'text'";
        for (String table : List.of("exceptions", "released", "replays")) {
            Sql.run(fresh, "DELETE FROM " + table + " WHERE connection IN (" + broken + ")");
        }
        Sql.run(fresh, "DELETE FROM connections WHERE id IN (" + broken + ")");
        Sql.run(fresh, """
                DELETE FROM exceptions WHERE typeof(first) <> 'integer' OR typeof(last) <> 'integer' OR first < 1
                    OR last > (SELECT position FROM connections WHERE id = exceptions.connection)
                    OR (kind = 'DEAD' AND typeof(body) <> 'blob')""");
        Sql.run(fresh, """
                DELETE FROM released WHERE typeof(first + last + position + settled + events) <> 'integer'
                    OR typeof(since + until + at) <> 'integer' OR typeof(file) <> 'text' OR typeof(reason) <> 'text'""");
        Sql.run(fresh, """
                DELETE FROM replays WHERE typeof(first + last + position + missing + sent + at) <> 'integer'
                    OR typeof(coalesce(since, 0) + coalesce(until, 0) + coalesce(ended, 0)) <> 'integer'
                    OR typeof(wishes) <> 'text'""");
        Sql.run(fresh, """
                UPDATE connections SET trouble_kind = NULL
                WHERE trouble_kind NOT IN ('RETRYING', 'BLOCKED', 'FAILED') OR typeof(trouble_reason) <> 'text'
                    OR typeof(trouble_since) <> 'integer'""");
        Sql.run(fresh, """
                UPDATE connections SET paused_since = NULL, paused_reason = NULL
                WHERE typeof(paused_since) <> 'integer' OR typeof(paused_reason) <> 'text'""");
        Sql.run(fresh, "UPDATE connections SET state_since = NULL WHERE typeof(state_since) <> 'integer'");
        Sql.run(fresh, """
                UPDATE connections SET dead =
                    (SELECT coalesce(sum(last - first + 1), 0) FROM exceptions
                     WHERE connection = connections.id AND kind <> 'AGAIN')""");
        Sql.run(
                fresh,
                "DELETE FROM sites WHERE typeof(name) <> 'text' OR typeof(events) <> 'integer'"
                        + " OR typeof(last_seen) <> 'integer'");
        Sql.run(fresh, "DELETE FROM remembered WHERE typeof(fingerprints) <> 'blob' OR typeof(arrived) <> 'integer'");
        return Sql.number(fresh, "SELECT count(*) FROM connections") < before;
    }

    /** What every connection has settled, exceptions apart. */
    private long firstSettled(long high) throws SQLException {
        long position = Sql.number(fresh, "SELECT coalesce(min(position), " + high + ") FROM connections");
        long aside =
                Sql.number(fresh, "SELECT coalesce(min(first) - 1, " + high + ") FROM exceptions WHERE kind = 'AGAIN'");
        return Math.max(0, Math.min(position, aside));
    }

    private void begin(Salvaging salvaging) throws SQLException {
        Sql.run(
                fresh,
                "UPDATE counters SET commits = " + salvaging.at() + ", last = " + salvaging.start() + ", purged = "
                        + salvaging.start());
        new SalvagesTable(fresh).save(salvaging);
    }
}
