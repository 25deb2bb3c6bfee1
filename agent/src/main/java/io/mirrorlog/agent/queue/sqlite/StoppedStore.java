package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** What can be done with the store of an agent that does not run; whoever calls holds the data folder. */
public final class StoppedStore {

    private static final int PROBLEMS_MAX = 100;

    private final Path folder;
    private final Path file;

    /**
     * @param file a store: the queue's own, or one that was set aside
     * @throws QueueException when there is none
     */
    public StoppedStore(Path file) {
        this.file = file;
        Path parent = file.toAbsolutePath().getParent();
        this.folder = parent == null ? file : parent;
        if (!Files.exists(file)) {
            throw new QueueException("there is no store " + file);
        }
        try {
            SqliteLibrary.unpackUnder(folder);
        } catch (IOException e) {
            throw new QueueException("SQLite cannot be unpacked under " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Reads all of it and changes nothing; returns what is wrong with it, nothing when it is sound. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try {
            if (Files.size(file) == 0) {
                return List.of("it is empty");
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties())) {
                Migrations.requireKnown(connection);
                structure(connection, problems);
                numbers(connection, problems);
            }
        } catch (DamagedException | SQLException | IOException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        Gaps missing = events(event -> {});
        if (missing.count() > 0) {
            problems.add(Counted.of(missing.count(), "event", "is", "are") + " missing or cannot be read: "
                    + shown(missing));
        }
        return problems;
    }

    private static void structure(Connection connection, List<String> problems) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(" + PROBLEMS_MAX + ")")) {
            while (row.next()) {
                String told = row.getString(1);
                if (!"ok".equals(told)) {
                    told.lines().forEach(problems::add);
                }
            }
        }
    }

    private static void numbers(Connection connection, List<String> problems) throws SQLException {
        compare(
                connection,
                "counters",
                "last < (SELECT coalesce(max(sequence), 0) FROM events)",
                "an event lies behind the last sequence",
                problems);
        compare(
                connection,
                "counters",
                "purged > last OR last < 0",
                "the numbers of the log do not fit together",
                problems);
        compare(
                connection,
                "counters",
                "events <> (SELECT count(*) FROM events)",
                "the count of events is wrong",
                problems);
        compare(
                connection,
                "connections",
                "position > (SELECT last FROM counters) OR position < 0",
                "a connection stands behind the last sequence",
                problems);
        compare(
                connection,
                "exceptions",
                "last > (SELECT position FROM connections WHERE id = exceptions.connection)",
                "an event was put aside that the connection has not reached",
                problems);
    }

    private static void compare(
            Connection connection, String table, String broken, String problem, List<String> problems)
            throws SQLException {
        if (Sql.number(connection, "SELECT count(*) FROM " + table + " WHERE " + broken) > 0) {
            problems.add(problem);
        }
    }

    /** The first ranges, for people. */
    private static String shown(Gaps missing) {
        String text = missing.text().replace(",", ", ");
        return text.length() <= 200 ? text : text.substring(0, 200) + " …";
    }

    /** Gives every event that can be read, in order; returns how many cannot be, as far as that is known. */
    public long readable(Consumer<QueuedEvent> taker) {
        return events(row -> taker.accept(new QueuedEvent(
                        row.sequence(),
                        Micros.instant(row.arrived()),
                        row.body().length,
                        Bodies.event(row.sequence(), row.body(), 0, row.body().length))))
                .count();
    }

    private Gaps events(Consumer<Wreck.Row> taker) {
        try (Wreck wreck = Wreck.open(file)) {
            long high = Math.max(
                    wreck.number("SELECT last FROM counters"), wreck.number("SELECT max(sequence) FROM events"));
            long low = Math.max(0, wreck.number("SELECT purged FROM counters"));
            long end = high < 0 ? Wreck.SANE_MAX : high;
            var at = new Salvaging(
                    file.toString(), "", 0, low, Math.max(0, high), end, 1, 0, 0, 0, Gaps.NONE, false, false);
            while (at.isHolding()) {
                Wreck.Piece piece = wreck.piece(at, false);
                piece.rows().forEach(taker);
                at = at.looked(piece.through(), piece.rows().size(), piece.missing());
            }
            return at.missing();
        } catch (SQLException e) {
            throw new QueueException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Does at once what a start does: sets the queue's file aside, where that is needed, and carries over what can be read.
     *
     * @param reason why it is to be set aside; null to carry over only what was set aside before
     * @return what was set aside and is still there
     */
    public List<QueueStatus.SetAside> repair(
            @Nullable String reason, Map<String, Start> connections, InstantSource clock) {
        QueueOptions options = QueueOptions.in(folder);
        try {
            if (reason != null) {
                new QueueFile(options, clock).setAside(reason);
            }
        } catch (SQLException | IOException e) {
            throw new QueueException("the store cannot be set aside: " + e.getMessage(), e);
        }
        try (SqliteQueue queue = SqliteQueue.open(options, clock, FreeSpace.of(folder))) {
            queue.configure(connections);
            queue.awaitSalvage();
            return queue.status().setAside();
        } catch (IOException e) {
            throw new QueueException("the room on the disk cannot be known: " + e.getMessage(), e);
        }
    }
}
