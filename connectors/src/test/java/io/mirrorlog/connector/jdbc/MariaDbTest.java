package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.jdbc.DatabaseProxy.Fault;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Against the server whose port is given; its database is {@code activity}, as is its user, the password {@code activity-password}. */
@EnabledIfSystemProperty(
        named = "mirrorlog.mariadb.port",
        matches = "[0-9]+",
        disabledReason = "no MariaDB is given; .ci/mariadb starts one")
class MariaDbTest extends DatabaseContract {

    private @Nullable DatabaseProxy proxy;

    @BeforeEach
    void dropWhatAnEarlierRunHasLeft() {
        run("DROP TABLE IF EXISTS " + table);
    }

    @AfterEach
    void closeProxy() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }

    private static int port() {
        return Integer.getInteger("mirrorlog.mariadb.port");
    }

    private DatabaseProxy proxy() {
        try {
            DatabaseProxy made = new DatabaseProxy(port());
            proxy = made;
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JdbcConnector through(DatabaseProxy way, Duration timeout) {
        return connector(options(url().replace(":" + port(), ":" + way.port()), true, null, Map.of()), timeout);
    }

    @Override
    protected Database database() {
        return Database.MARIADB;
    }

    @Override
    protected String url() {
        return "jdbc:mariadb://127.0.0.1:" + port() + "/activity";
    }

    @Override
    protected String user() {
        return "activity";
    }

    @Override
    protected Secret<String> password() {
        return Secret.of("activity-password");
    }

    @Override
    protected Connection session() throws SQLException {
        return connected(url(), user(), "activity-password");
    }

    @Override
    protected Optional<Connector> brokenConnector() {
        return Optional.of(patient(options(url().replace("/activity", "/nowhere"), true, null, Map.of())));
    }

    @Override
    protected Optional<Waiting> waitingConnector() {
        DatabaseProxy way = proxy();
        // The server speaks first, so what hangs is the answer to the client's first words.
        way.play(Fault.HANG);
        return Optional.of(new Waiting(through(way, Duration.ofMinutes(1)), way::awaitHanging));
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
    void endsInTimeWhenTheDatabaseDoesNotAnswer() throws Exception {
        DatabaseProxy way = proxy();
        JdbcConnector connector = through(way, Duration.ofMillis(700));
        assertDelivered(connector.deliver(numbered(1, 3)));
        way.play(Fault.HANG);
        assertThat(connector.deliver(numbered(3, 5))).isInstanceOf(Outcome.Retry.class);
        way.play(Fault.NONE);
        Outcome outcome = connector.deliver(numbered(3, 5));
        assertDelivered(outcome);
        assertThat(count()).isEqualTo(4);
    }

    @Test
    void hasEachEventOnceWhateverBreaks() throws Exception {
        int events = Integer.getInteger("mirrorlog.jdbc.events", 5_000);
        run("CREATE TABLE " + table + " (message VARCHAR(100) CHECK (message NOT LIKE 'bad%'))");
        DatabaseProxy way = proxy();
        var run = new FaultyRun(way, through(way, Duration.ofSeconds(2)), 50);
        long begun = System.nanoTime();
        run.carry(events);
        System.out.printf("%d events in %d ms with %s%n", events, (System.nanoTime() - begun) / 1_000_000, run);
        assertThat(run.dead()).isEqualTo(FaultyRun.bad(events));
        assertThat(texts("SELECT id FROM " + table + " ORDER BY CAST(id AS SIGNED)"))
                .isEqualTo(FaultyRun.good(events));
    }

    @Test
    void isBlockedByAWrongPassword() throws Exception {
        var options = new JdbcConnector.Options(
                Secret.of(url().replace("mariadb:", "mysql:")),
                user(),
                Secret.of("another-password"),
                TableName.parse(table),
                true,
                Map.of(),
                null,
                false);
        assertThat(patient(options).deliver(numbered(1, 3))).isInstanceOf(Outcome.Blocked.class);
    }

    @Test
    void refusesWhatMariaDbWouldCut() throws Exception {
        run("CREATE TABLE " + table + " (message VARCHAR(10))", "SET GLOBAL sql_mode = ''");
        try {
            assertThat(usual().deliver(
                                    List.of(entry(1, event(1, "short")), entry(2, event(2, "much longer than that")))))
                    .isInstanceOfSatisfying(
                            Outcome.Mixed.class,
                            mixed -> assertThat(mixed.refused())
                                    .containsOnlyKeys(2L)
                                    .extractingByKey(2L)
                                    .asString()
                                    .contains("too long, column message"));
        } finally {
            run("SET GLOBAL sql_mode = DEFAULT");
        }
    }
}
