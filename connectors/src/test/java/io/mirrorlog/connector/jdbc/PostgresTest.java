package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.jdbc.DatabaseProxy.Fault;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTest extends DatabaseContract {

    private @Nullable DatabaseProxy proxy;

    @BeforeEach
    void start() {
        Postgres.port();
    }

    @AfterEach
    void closeProxy() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }

    private DatabaseProxy proxy() {
        try {
            DatabaseProxy made = new DatabaseProxy(Postgres.port());
            proxy = made;
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JdbcConnector through(DatabaseProxy way, Duration timeout) {
        return connector(
                options(url().replace(":" + Postgres.port(), ":" + way.port()), true, null, Map.of()), timeout);
    }

    @Override
    protected Database database() {
        return Database.POSTGRESQL;
    }

    @Override
    protected String url() {
        return Postgres.url();
    }

    @Override
    protected String user() {
        return "postgres";
    }

    @Override
    protected Secret<String> password() {
        return Secret.of("password-that-nobody-asks-for");
    }

    @Override
    protected Connection session() throws SQLException {
        return connected(url(), "postgres", "");
    }

    @Override
    protected Optional<Connector> brokenConnector() throws IOException {
        try (ServerSocket nobody = new ServerSocket(0)) {
            String url = "jdbc:postgresql://127.0.0.1:" + nobody.getLocalPort() + "/postgres";
            return Optional.of(patient(options(url, true, null, Map.of())));
        }
    }

    @Override
    protected Optional<Waiting> waitingConnector() {
        DatabaseProxy way = proxy();
        way.play(Fault.HANG);
        return Optional.of(new Waiting(through(way, Duration.ofMinutes(1)), way::awaitHanging));
    }

    // --- a way that breaks

    @Test
    void endsInTimeWhenTheDatabaseDoesNotAnswer() throws Exception {
        DatabaseProxy way = proxy();
        JdbcConnector connector = through(way, Duration.ofMillis(700));
        assertDelivered(connector.deliver(numbered(1, 3)));
        way.play(Fault.HANG);
        assertThat(connector.deliver(numbered(3, 5)))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.reason()).contains("has not taken all within 700 ms"));
        way.play(Fault.NONE);
        assertDelivered(connector.deliver(numbered(3, 5)));
        assertThat(count()).isEqualTo(4);
    }

    @Test
    void hasNothingTwiceWhenNobodyHearsThatItWasCommitted() throws Exception {
        DatabaseProxy way = proxy();
        JdbcConnector connector = through(way, Duration.ofMinutes(1));
        assertDelivered(connector.deliver(numbered(1, 3)));
        way.play(Fault.COMMIT_UNHEARD);
        assertThat(connector.deliver(numbered(3, 500))).isInstanceOf(Outcome.Retry.class);
        assertThat(way.played).hasValue(1);
        assertDelivered(connector.deliver(numbered(3, 500)));
        assertThat(count()).isEqualTo(499);
    }

    @Test
    void opensAnotherConnectionWhenTheServerHasEndedIt() throws Exception {
        JdbcConnector connector = usual();
        assertDelivered(connector.deliver(numbered(1, 3)));
        texts("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mirrorlog'");
        assertDelivered(connector.deliver(numbered(3, 5)));
        assertThat(count()).isEqualTo(4);
    }

    /** Of a hundred calls five break, each in another way; nobody loses anything, and nothing is there twice. */
    @Test
    void hasEachEventOnceWhateverBreaks() throws Exception {
        int events = Integer.getInteger("mirrorlog.jdbc.events", 5_000);
        run("CREATE TABLE " + table + " (message VARCHAR(100) CHECK (message NOT LIKE 'bad%'))");
        DatabaseProxy way = proxy();
        var run = new FaultyRun(way, through(way, Duration.ofSeconds(2)), 50);
        long begun = System.nanoTime();
        run.carry(events);
        System.out.printf("%d events in %d ms with %s%n", events, (System.nanoTime() - begun) / 1_000_000, run);
        assertThat(way.played.get()).isPositive();
        assertThat(run.dead()).isEqualTo(FaultyRun.bad(events));
        List<String> there = texts("SELECT id FROM " + table + " ORDER BY CAST(id AS INTEGER)");
        assertThat(there).isEqualTo(FaultyRun.good(events));
    }

    // --- what the server says

    private void makeRole(String role, String how) {
        run("DROP ROLE IF EXISTS " + role, "CREATE ROLE " + role + " LOGIN " + how);
    }

    private Outcome as(String role, String database) throws InterruptedException {
        String url = url().replaceFirst("/postgres$", "/" + database) + "?user=" + role + "&password=pw-in-url-12345";
        var options = new JdbcConnector.Options(
                Secret.of(url), null, null, TableName.parse(table), true, Map.of(), null, false);
        Outcome outcome = patient(options).deliver(numbered(1, 3));
        assertThat(outcome.toString()).doesNotContain("pw-in-url-12345");
        return outcome;
    }

    @Test
    void isBlockedByWhatSomebodyHasToMend() throws Exception {
        makeRole("stranger_" + table, "");
        assertThat(as("nobody_" + table, "postgres")).isInstanceOf(Outcome.Blocked.class);
        assertThat(as("postgres", "nowhere")).isInstanceOf(Outcome.Blocked.class);
        run("CREATE TABLE " + table + " (message text)");
        assertThat(as("stranger_" + table, "postgres"))
                .isInstanceOfSatisfying(
                        Outcome.Blocked.class,
                        blocked -> assertThat(blocked.reason()).contains("must be owner of table"));
    }

    @Test
    void waitsForWhatPasses() throws Exception {
        makeRole("many_" + table, "CONNECTION LIMIT 0");
        assertThat(as("many_" + table, "postgres")).isInstanceOf(Outcome.Retry.class);
        assertDelivered(usual().deliver(numbered(1, 3)));
        makeRole("reader_" + table, "");
        run(
                "ALTER ROLE reader_" + table + " SET default_transaction_read_only = on",
                "GRANT SELECT, INSERT ON " + table + " TO reader_" + table);
        assertThat(as("reader_" + table, "postgres"))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class, retry -> assertThat(retry.reason()).contains("read-only"));
    }

    @Test
    void needsNoMoreThanTheRightsToReadAndInsert() throws Exception {
        assertDelivered(usual().deliver(numbered(1, 3)));
        makeRole("mirror_" + table, "");
        run("GRANT SELECT, INSERT ON " + table + " TO mirror_" + table);
        assertDelivered(as("mirror_" + table, "postgres"));
    }

    @Test
    void triesAgainAfterADeadlock() throws Exception {
        JdbcConnector connector = usual();
        assertDelivered(connector.deliver(numbered(1, 2)));
        try (Connection other = session();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            String insert = "INSERT INTO " + table + " (mirrorlog_key) VALUES ('%s')";
            statement.execute(String.format(insert, EventKey.of(event(3, "event 3"))));
            List<Outcome> outcome = new ArrayList<>();
            var delivery = new Thread(() -> {
                try {
                    outcome.add(connector.deliver(numbered(2, 4)));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            delivery.start();
            while (texts("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%" + table
                            + "%'")
                    .isEmpty()) {
                Thread.onSpinWait();
            }
            try {
                statement.execute(String.format(insert, EventKey.of(event(2, "event 2"))));
                other.rollback();
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("40P01");
                other.rollback();
            }
            delivery.join();
            assertThat(outcome.get(0)).isInstanceOfAny(Outcome.Retry.class, Outcome.Delivered.class);
        }
        assertDelivered(connector.deliver(numbered(2, 4)));
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void keepsATableInAnotherSchema() throws Exception {
        run("CREATE SCHEMA IF NOT EXISTS \"audit-2\"");
        var options = new JdbcConnector.Options(
                Secret.of(url()),
                "postgres",
                null,
                TableName.parse("audit-2." + table),
                true,
                Map.of(),
                Duration.ofDays(1),
                false);
        assertDelivered(patient(options).deliver(numbered(1, 3)));
        assertDelivered(patient(options).deliver(numbered(1, 4)));
        assertThat(texts("SELECT COUNT(*) FROM \"audit-2\"." + table)).containsExactly("3");
        assertThat(told).isEmpty();
    }
}
