package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTest extends ServerContract {

    @BeforeEach
    void start() {
        Postgres.port();
    }

    @Override
    protected int port() {
        return Postgres.port();
    }

    @Override
    protected String integer() {
        return "INTEGER";
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

    @Test
    void opensAnotherConnectionWhenTheServerHasEndedIt() throws Exception {
        JdbcConnector connector = usual();
        assertDelivered(connector.deliver(numbered(1, 3)));
        texts("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mirrorlog'");
        assertDelivered(connector.deliver(numbered(3, 5)));
        assertThat(count()).isEqualTo(4);
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
