package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Against the server whose port is given; its database is {@code activity}, as is its user, the password {@code activity-password}. */
@EnabledIfSystemProperty(
        named = "mirrorlog.mariadb.port",
        matches = "[0-9]+",
        disabledReason = "no MariaDB is given; .ci/mariadb starts one")
class MariaDbTest extends ServerContract {

    @BeforeEach
    void dropWhatAnEarlierRunHasLeft() {
        run("DROP TABLE IF EXISTS " + table);
    }

    @Override
    protected int port() {
        return Integer.getInteger("mirrorlog.mariadb.port");
    }

    @Override
    protected String integer() {
        return "SIGNED";
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
