package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.contract.ConnectorContract;
import io.mirrorlog.connector.http.FakeEventJson;
import io.mirrorlog.connector.jdbc.JdbcConnector.Options;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must hold for each database; every test has a table of its own. */
abstract class DatabaseContract extends ConnectorContract {

    private static final AtomicLong TABLES = new AtomicLong();

    /** Ids that no other delivery has, for tests that offer the same events twice and want them twice. */
    private static final AtomicLong IDS = new AtomicLong();

    protected final String table = "event_log_" + TABLES.incrementAndGet();
    protected final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Connector> open = new ArrayList<>();

    /** For the connector, with all that is needed to get in. */
    protected abstract String url();

    protected @Nullable String user() {
        return null;
    }

    protected abstract Secret<String> password();

    /** For the test itself. */
    protected abstract Connection session() throws SQLException;

    protected abstract Database database();

    @AfterEach
    void closeAll() throws Exception {
        for (Connector each : open) {
            each.close();
        }
    }

    // --- options and connectors

    protected final Options options(String url, boolean create, @Nullable Duration keep, Map<String, String> columns) {
        Map<String, Field> fields = new LinkedHashMap<>();
        columns.forEach((name, field) -> fields.put(name, Field.parse(field)));
        return new Options(Secret.of(url), user(), password(), TableName.parse(table), create, fields, keep, false);
    }

    protected final JdbcConnector connector(Options options, Duration timeout) {
        var connector = new JdbcConnector(
                options,
                new Surroundings(
                        "audit",
                        ZoneOffset.UTC,
                        () -> NOW,
                        told::add,
                        new Network(timeout, null, null),
                        new FakeEventJson()));
        open.add(connector);
        return connector;
    }

    protected final JdbcConnector patient(Options options) {
        return connector(options, Duration.ofMinutes(1));
    }

    protected final JdbcConnector usual() {
        return patient(options(url(), true, null, Map.of()));
    }

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("jdbc").orElseThrow();
    }

    @Override
    protected Record options() {
        return options(url(), true, null, Map.of());
    }

    /** The contract offers the same events again and again, and wants each to arrive: here they get new ids. */
    @Override
    protected Connector connector() {
        JdbcConnector stored = usual();
        return new Connector() {
            @Override
            public Outcome deliver(List<Entry> entries) throws InterruptedException {
                return stored.deliver(entries.stream()
                        .map(entry -> new Entry(
                                entry.sequence(),
                                event(IDS.incrementAndGet(), "something happened"),
                                entry.identifier(),
                                entry.text()))
                        .toList());
            }

            @Override
            public void close() {
                stored.close();
            }
        };
    }

    @Override
    protected void assertArrived(List<String> texts) throws IOException {
        assertThat(
                        exists()
                                ? texts("SELECT line FROM " + table + " ORDER BY CAST(id AS " + integer() + ")")
                                : List.of())
                .isEqualTo(texts);
    }

    private String integer() {
        return database() == Database.MARIADB ? "SIGNED" : "INTEGER";
    }

    // --- events

    protected static Event event(long id, String message) {
        return event(id, message, null, Event.NONE);
    }

    protected static Event event(long id, String message, @Nullable String user, String metadata) {
        return new Event(
                OffsetDateTime.parse("2026-11-21T10:42:07.123456789+01:00"),
                "shop",
                Severity.HIGH,
                message,
                Scalar.of(id),
                Scalar.of("4000"),
                Scalar.of("created"),
                user == null ? null : Scalar.of(user),
                metadata,
                Event.NONE);
    }

    protected static Entry entry(long sequence, Event event) {
        return new Entry(sequence, event, "shop", "line " + sequence);
    }

    protected static List<Entry> numbered(int from, int to) {
        return LongStream.range(from, to)
                .mapToObj(n -> entry(n, event(n, "event " + n)))
                .toList();
    }

    // --- looking

    protected final void run(String... statements) {
        try (Connection session = session();
                Statement statement = session.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    protected final List<String> texts(String query) {
        try (Connection session = session();
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(rows.getString(i)));
                }
                texts.add(String.join("|", columns));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    protected final boolean exists() {
        try (Connection session = session();
                ResultSet found = session.getMetaData().getTables(session.getCatalog(), null, table, null)) {
            return found.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    protected final long count() {
        return Long.parseLong(texts("SELECT COUNT(*) FROM " + table).get(0));
    }

    protected static Connection connected(String url, @Nullable String user, @Nullable String password)
            throws SQLException {
        return user == null ? DriverManager.getConnection(url) : DriverManager.getConnection(url, user, password);
    }

    protected static void assertDelivered(Outcome outcome) {
        assertThat(outcome).isEqualTo(Outcome.DELIVERED);
    }

    // --- what is stored

    @Test
    void makesItsTableWithAColumnForEachPart() throws Exception {
        assertDelivered(
                usual().deliver(List.of(entry(7, event(1, "it's \"here\"", "bob", "{\"a\":1.0,\"b\":\"x\"}")))));

        assertThat(texts("SELECT site, id, severity, type, action, username, message, metadata, line, sequence FROM "
                        + table))
                .containsExactly("shop|1|HIGH|4000|created|bob|it's \"here\"|{\"a\":1.0,\"b\":\"x\"}|line 7|7");
        assertThat(texts("SELECT timestamp FROM " + table).get(0)).contains("09:42:07.123456");
        assertThat(told).isEmpty();
    }

    @Test
    void storesAnEventOnceHoweverOftenItComes() throws Exception {
        JdbcConnector connector = usual();
        assertDelivered(connector.deliver(numbered(1, 100)));
        assertDelivered(connector.deliver(numbered(50, 120)));
        assertDelivered(usual().deliver(numbered(1, 120)));
        List<Entry> twice = new ArrayList<>(numbered(119, 122));
        twice.addAll(numbered(119, 122));
        assertDelivered(connector.deliver(twice));

        assertThat(count()).isEqualTo(121);
    }

    @Test
    void storesAnotherEventUnderAnIdThatWasUsed() throws Exception {
        JdbcConnector connector = usual();
        assertDelivered(connector.deliver(List.of(entry(1, event(1, "one")))));
        assertDelivered(connector.deliver(List.of(entry(2, event(1, "another")))));
        Event marked = event(1, "one").marked("{\"replayed\":true}");
        assertDelivered(connector.deliver(List.of(entry(3, marked))));

        assertThat(texts("SELECT message FROM " + table + " ORDER BY sequence")).containsExactly("one", "another");
    }

    @Test
    void storesWhatNoTextOfADatabaseHolds() throws Exception {
        String message = "nul \0 half \ud83d whole \ud83d\ude00 other half \ude00";
        String metadata = "{\"nul\":\"\\u0000\",\"half\":\"\\ud83d\",\"huge\":1E400,\"deep\":" + "[".repeat(60)
                + "]".repeat(60) + "}";
        assertDelivered(usual().deliver(List.of(entry(1, event(1, message, "x", metadata)))));

        assertThat(texts("SELECT message, metadata FROM " + table))
                .containsExactly("nul \u2400 half \ufffd whole \ud83d\ude00 other half \ufffd|" + metadata);
    }

    @Test
    void writesWhatTheUserWantsIntoTheTableThatIsThere() throws Exception {
        run("CREATE TABLE " + table
                + " (created_at TIMESTAMP, seconds DECIMAL(20,6), uid INTEGER, event_type VARCHAR(20),"
                + " event_data VARCHAR(100), origin VARCHAR(20), post INTEGER, roles VARCHAR(50), level INTEGER)");
        run("INSERT INTO " + table + " (uid) VALUES (1), (2)");
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("created_at", "timestamp");
        columns.put("seconds", "epoch");
        columns.put("uid", "user");
        columns.put("event_type", "action");
        columns.put("event_data", "metadata");
        columns.put("origin", "=wiki '\"");
        columns.put("post", "metadata.post.id");
        columns.put("roles", "metadata.roles");
        columns.put("level", "severity_number");
        JdbcConnector connector = patient(options(url(), true, null, columns));
        String metadata = "{\"post\":{\"id\":7},\"roles\":[\"a\",{\"b\":null}]}";
        List<Entry> entries = List.of(entry(1, event(1, "one", "42", metadata)), entry(2, event(2, "two")));
        assertDelivered(connector.deliver(entries));
        assertDelivered(connector.deliver(entries));

        assertThat(texts("SELECT seconds, uid, event_type, event_data, origin, post, roles, level FROM " + table
                        + " WHERE mirrorlog_key IS NOT NULL ORDER BY uid DESC"))
                .hasSize(2)
                .contains("1795254127.123456|42|created|" + metadata + "|wiki '\"|7|[\"a\",{\"b\":null}]|400");
        assertThat(count()).isEqualTo(4);
        assertThat(told)
                .singleElement()
                .asString()
                .contains("lacks the columns mirrorlog_key")
                .contains("ALTER TABLE");
    }

    // --- the table

    @Test
    void addsTheColumnsThatATableLacks() throws Exception {
        run(
                "CREATE TABLE " + table + " (message VARCHAR(50), more INTEGER)",
                "INSERT INTO " + table + " VALUES ('old', 1)");
        assertDelivered(usual().deliver(numbered(1, 3)));
        assertDelivered(usual().deliver(numbered(1, 3)));

        assertThat(texts("SELECT message, more, site FROM " + table + " ORDER BY message"))
                .containsExactly("event 1|null|shop", "event 2|null|shop", "old|1|null");
    }

    @Test
    void saysWhatIsMissingWhereItMayMakeNothing() throws Exception {
        JdbcConnector connector = patient(options(url(), false, null, Map.of("message", "message", "who", "user")));
        Outcome outcome = connector.deliver(numbered(1, 3));
        assertThat(outcome).isInstanceOf(Outcome.Blocked.class);
        assertIsTold(outcome, numbered(1, 3));
        assertThat(connector.deliver(numbered(1, 3))).isEqualTo(outcome);
        assertThat(exists()).isFalse();
        String notice = told.get(0);
        assertThat(told).hasSize(1);
        assertThat(notice).startsWith("there is no table " + table).contains("CREATE TABLE");

        run(notice.substring(notice.indexOf("run: ") + 5).split("; "));
        assertDelivered(connector.deliver(numbered(1, 3)));
        assertThat(count()).isEqualTo(2);

        JdbcConnector wider = patient(options(url(), false, null, Map.of("message", "message", "note", "=x")));
        assertThat(((Outcome.Blocked) wider.deliver(numbered(3, 4))).reason())
                .contains("lacks the columns note")
                .contains("ALTER TABLE");
    }

    @Test
    void makesItsTableAgainWhenSomebodyHasDroppedIt() throws Exception {
        JdbcConnector connector = usual();
        assertDelivered(connector.deliver(numbered(1, 3)));
        run("DROP TABLE " + table);
        assertThat(connector.deliver(numbered(3, 5))).isInstanceOf(Outcome.Retry.class);
        assertDelivered(connector.deliver(numbered(3, 5)));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void deletesWhatIsOlderThanItKeeps() throws Exception {
        run("CREATE TABLE " + table + " (message VARCHAR(50))", "INSERT INTO " + table + " VALUES ('of another')");
        JdbcConnector all = usual();
        List<Entry> old = new ArrayList<>();
        for (Entry entry : numbered(1, 5_001)) {
            old.add(at(entry, "2026-01-01T00:00:00Z"));
        }
        for (int i = 0; i < 5; i++) {
            assertDelivered(all.deliver(old.subList(1_000 * i, 1_000 * (i + 1))));
        }
        JdbcConnector keeping = patient(options(url(), true, Duration.ofDays(30), Map.of()));
        assertDelivered(keeping.deliver(List.of(at(entry(6_001, event(6_001, "young")), "2026-11-01T00:00:00Z"))));
        assertThat(count()).isEqualTo(3_002);
        assertDelivered(keeping.deliver(List.of(at(entry(6_002, event(6_002, "young")), "2026-10-22T10:42:08Z"))));
        assertDelivered(keeping.deliver(List.of(at(entry(6_003, event(6_003, "old")), "2026-10-22T10:42:07Z"))));
        assertThat(texts("SELECT message FROM " + table + " ORDER BY message"))
                .containsExactly("of another", "young", "young");
    }

    private static Entry at(Entry entry, String time) {
        Event event = entry.event();
        return entry(
                entry.sequence(),
                new Event(
                        OffsetDateTime.parse(time),
                        event.site(),
                        event.severity(),
                        event.message(),
                        event.id(),
                        event.type(),
                        event.action(),
                        event.user(),
                        event.metadata(),
                        event.marks()));
    }

    // --- what is refused

    private void makeStrict() {
        run("CREATE TABLE " + table + " (message VARCHAR(100) CHECK (message NOT LIKE 'bad%'))");
    }

    private static List<Entry> mixed(int from, int to, int bad) {
        return LongStream.range(from, to)
                .mapToObj(n -> entry(n, event(n, (n % bad == 0 ? "bad " : "good ") + n)))
                .toList();
    }

    @Test
    void refusesExactlyTheRowsThatTheDatabaseRefuses() throws Exception {
        makeStrict();
        Outcome outcome = usual().deliver(mixed(1, 501, 60));
        assertThat(outcome).isInstanceOf(Outcome.Mixed.class);
        var refusals = (Outcome.Mixed) outcome;
        assertThat(refusals.refused()).containsOnlyKeys(60L, 120L, 180L, 240L, 300L, 360L, 420L, 480L);
        assertThat(refusals.again()).isEmpty();
        assertThat(refusals.refused().get(60L)).contains("a rule of the table").doesNotContain("bad 60");
        assertIsTold(outcome, mixed(1, 501, 60));
        assertThat(count()).isEqualTo(492);
        assertThat(texts("SELECT message FROM " + table + " WHERE message LIKE 'bad%'"))
                .isEmpty();
    }

    @Test
    void offersTheRestAgainWhereManyAreRefused() throws Exception {
        makeStrict();
        JdbcConnector connector = usual();
        List<Entry> rest = mixed(1, 201, 4);
        int refused = 0;
        for (int calls = 0; !rest.isEmpty() && calls < 10; calls++) {
            var outcome = (Outcome.Mixed) connector.deliver(rest);
            refused += outcome.refused().size();
            rest = rest.stream()
                    .filter(entry -> outcome.again().contains(entry.sequence()))
                    .toList();
        }
        assertThat(refused).isEqualTo(50);
        assertThat(count()).isEqualTo(150);
    }

    @Test
    void blamesTheTableThatRefusesEverything() throws Exception {
        makeStrict();
        JdbcConnector connector = usual();
        for (int n = 0; n < 9; n++) {
            assertThat(connector.deliver(mixed(n, n + 1, 1))).isInstanceOf(Outcome.Mixed.class);
        }
        assertThat(connector.deliver(mixed(9, 30, 1))).isInstanceOf(Outcome.Blocked.class);
        assertThat(count()).isZero();
        // Whatever comes first, a row that is taken shows that the table is not to blame.
        assertThat(connector.deliver(mixed(10, 31, 2))).isInstanceOf(Outcome.Mixed.class);
        assertDelivered(connector.deliver(numbered(31, 41)));
        assertThat(count()).isEqualTo(20);
    }

    @Test
    void takesAnotherUniqueKeyOfTheTableForARefusal() throws Exception {
        run("CREATE TABLE " + table + " (message VARCHAR(100) UNIQUE)");
        JdbcConnector connector = usual();
        assertDelivered(connector.deliver(numbered(1, 10)));
        List<Entry> entries = new ArrayList<>(numbered(5, 20));
        entries.add(entry(20, event(20, "event 3")));
        assertThat(connector.deliver(entries))
                .isInstanceOfSatisfying(
                        Outcome.Mixed.class,
                        mixed -> assertThat(mixed.refused()).containsOnlyKeys(20L));
        assertThat(count()).isEqualTo(19);
    }

    @Test
    void hasNothingOfADeliveryThatFailed() throws Exception {
        assertDelivered(usual().deliver(numbered(1, 2)));
        JdbcConnector hasty = connector(options(url(), true, null, Map.of()), Duration.ofSeconds(1));
        assertDelivered(hasty.deliver(numbered(2, 3)));
        try (Connection other = session();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // The other has a row of the same key, and has not said yet whether it stays.
            statement.execute(
                    "INSERT INTO " + table + " (mirrorlog_key) VALUES ('" + EventKey.of(event(50, "event 50")) + "')");
            assertThat(hasty.deliver(numbered(3, 100))).isInstanceOf(Outcome.Retry.class);
            other.rollback();
        }
        assertThat(count()).isEqualTo(2);
        assertDelivered(hasty.deliver(numbered(3, 100)));
        assertThat(count()).isEqualTo(99);
    }

    @Test
    void takesSeveralCallsAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            int from = 100 * i;
            JdbcConnector connector = usual();
            var thread = new Thread(() -> {
                try {
                    Outcome outcome = connector.deliver(numbered(from, from + 150));
                    for (int calls = 0; outcome instanceof Outcome.Retry && calls < 20; calls++) {
                        outcome = connector.deliver(numbered(from, from + 150));
                    }
                    outcomes.add(outcome);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(outcomes).hasSize(4).containsOnly(Outcome.DELIVERED);
        assertThat(count()).isEqualTo(450);
    }
}
