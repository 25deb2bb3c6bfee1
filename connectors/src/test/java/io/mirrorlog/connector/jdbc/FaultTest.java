package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.EventJson;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.jdbc.Fault.Kind;
import io.mirrorlog.connector.jdbc.Fault.Phase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    private static Kind kind(Database database, String state, int code, String text) {
        return Fault.of(database, new SQLException(text, state, code), Phase.WRITING)
                .kind();
    }

    @ParameterizedTest
    @CsvSource({
        "08006, PASSES",
        "08001, PASSES",
        "08004, BLOCKS",
        "57P01, PASSES",
        "57P03, PASSES",
        "57014, PASSES",
        "53100, PASSES",
        "53200, PASSES",
        "53300, PASSES",
        "40001, PASSES",
        "40P01, PASSES",
        "55P03, PASSES",
        "25006, PASSES",
        "58030, PASSES",
        "XX000, PASSES",
        "26000, PASSES",
        "28P01, BLOCKS",
        "28000, BLOCKS",
        "3D000, BLOCKS",
        "3F000, BLOCKS",
        "42501, BLOCKS",
        "42804, BLOCKS",
        "0A000, BLOCKS",
        "42P01, TABLE_CHANGED",
        "42703, TABLE_CHANGED",
        "42P10, TABLE_CHANGED",
        "42P07, PASSES",
        "22001, REFUSES",
        "22P02, REFUSES",
        "22021, REFUSES",
        "22P05, REFUSES",
        "23502, REFUSES",
        "23505, REFUSES",
        "23514, REFUSES",
        "54000, REFUSES",
        "P0001, REFUSES",
        "44000, REFUSES",
    })
    void postgresSpeaksInStates(String state, Kind kind) {
        assertThat(kind(Database.POSTGRESQL, state, 0, "words")).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "1045, 28000, BLOCKS", "1044, 42000, BLOCKS", "1049, 42000, BLOCKS", "1142, 42000, BLOCKS",
        "1040, 08004, PASSES", "1203, 42000, PASSES", "1205, HY000, PASSES", "1213, 40001, PASSES",
        "1290, HY000, PASSES", "1792, 25006, PASSES", "1021, HY000, PASSES", "1114, HY000, PASSES",
        "1047, 08S01, PASSES", "1927, 70100, PASSES", "1153, 08S01, TOO_LARGE", "1146, 42S02, TABLE_CHANGED",
        "1054, 42S22, TABLE_CHANGED", "1406, 22001, REFUSES", "1366, 22007, REFUSES", "1048, 23000, REFUSES",
        "1062, 23000, REFUSES", "4025, 23000, REFUSES", "1644, 45000, REFUSES", "1364, HY000, BLOCKS",
        "1064, 42000, BLOCKS",
    })
    void mariaDbSpeaksInCodes(int code, String state, Kind kind) {
        assertThat(kind(Database.MARIADB, state, code, "words")).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "5, locked, PASSES",
        "6, locked, PASSES",
        "13, full, PASSES",
        "10, disk I/O, PASSES",
        "9, interrupted, PASSES",
        "14, cannot open, BLOCKS",
        "8, readonly, BLOCKS",
        "11, malformed, BLOCKS",
        "26, not a database, BLOCKS",
        "19, constraint, REFUSES",
        "2067, unique, REFUSES",
        "20, mismatch, REFUSES",
        "1, no such table: t, TABLE_CHANGED",
        "1, near, BLOCKS",
    })
    void sqliteSpeaksInCodes(int code, String text, Kind kind) {
        assertThat(kind(Database.SQLITE, "", code, text)).isEqualTo(kind);
    }

    /** Nobody is asked: the drivers look at their options first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:1/a?targetServerType=none",
                "jdbc:postgresql://127.0.0.1:1/a?connectTimeout=abc",
                "jdbc:postgresql://127.0.0.1:1/a?socketFactory=none",
                "jdbc:mariadb://127.0.0.1:1/a?connectTimeout=abc",
                "jdbc:mariadb://127.0.0.1:1/a?credentialType=none",
            })
    void optionsThatADriverCannotReadBlockTheConnection(String url) throws Exception {
        var options = new JdbcConnector.Options(
                Secret.of(url), "user", null, TableName.parse("event_log"), true, Map.of(), null, false);
        var event = new Event(
                OffsetDateTime.MIN.withYear(2026),
                "s",
                Severity.LOW,
                "m",
                null,
                null,
                null,
                null,
                Event.NONE,
                Event.NONE);
        EventJson json = (to, entry) -> to.append("{}");
        var around = new Surroundings("c", ZoneOffset.UTC, () -> Instant.EPOCH, notice -> {}, Network.USUAL, json);
        try (var connector = new JdbcConnector(options, around)) {
            assertThat(connector.deliver(List.of(new Entry(1, event, "s", "line"))))
                    .isInstanceOf(Outcome.Blocked.class);
        }
    }

    @Test
    void whatIsNotKnownMayPass() {
        assertThat(kind(Database.POSTGRESQL, "", 0, "words")).isEqualTo(Kind.PASSES);
        assertThat(kind(Database.MARIADB, "HY000", 9999, "words")).isEqualTo(Kind.PASSES);
        assertThat(kind(Database.MARIADB, "HY000", 0, "over max_allowed_packet"))
                .isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void noRowIsToBlameBeforeAnyIsWritten() {
        var doubles = new SQLException("words", "23505");
        assertThat(Fault.of(Database.POSTGRESQL, doubles, Phase.PREPARING).kind())
                .isEqualTo(Kind.BLOCKS);
        var parameter = new SQLException("words", "22023");
        assertThat(Fault.of(Database.POSTGRESQL, parameter, Phase.CONNECTING).kind())
                .isEqualTo(Kind.BLOCKS);
    }
}
