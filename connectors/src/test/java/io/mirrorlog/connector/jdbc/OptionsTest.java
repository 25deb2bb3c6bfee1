package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.jdbc.DatabaseUrl.Protection;
import io.mirrorlog.connector.jdbc.JdbcConnector.Options;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    private static Options options(String url, boolean plaintext) {
        return new Options(Secret.of(url), null, null, TableName.parse("event_log"), true, Map.of(), null, plaintext);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "postgresql://db.example/activity",
                "jdbc:oracle:thin:@db.example/activity",
                "jdbc:postgresql:activity",
                "jdbc:postgresql://db.example",
                "jdbc:postgresql://user:secret-password@db.example/activity",
                "jdbc:sqlite:activity.db",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite:/var/lib/",
            })
    void refusesWhatIsNoUrlWithoutShowingIt(String url) {
        assertThatThrownBy(() -> options(url, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: ")
                .hasMessageNotContaining("secret-password");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.example/a, OPEN",
        "jdbc:postgresql://localhost/a, NEEDLESS",
        "jdbc:postgresql://127.0.0.1:5432/a?sslmode=disable, NEEDLESS",
        "'jdbc:postgresql://localhost,db.example:5433/a', OPEN",
        "jdbc:postgresql://[::1]:5432/a, NEEDLESS",
        "jdbc:postgresql://localhost.evil.example/a, OPEN",
        "jdbc:postgresql://db.example/a?sslmode=prefer, DECLINED",
        "jdbc:postgresql://db.example/a?sslmode=require, GIVEN",
        "jdbc:postgresql://db.example/a?ssl=true, GIVEN",
        "jdbc:mysql://db.example:3306/a?x=y&sslMode=VERIFY_IDENTITY, GIVEN",
        "jdbc:mariadb://db.example/a?sslMode=disable, DECLINED",
        "jdbc:mariadb:sequential://db.example/a, OPEN",
        "jdbc:sqlite:/var/lib/a.db, NEEDLESS",
    })
    void knowsWhatGoesOverANetworkInPlain(String url, Protection protection) {
        assertThat(DatabaseUrl.parse(url).protection()).isEqualTo(protection);
    }

    @Test
    void lettingEventsGoInPlainIsForTheUserToSay() {
        String plain = "jdbc:postgresql://db.example/a?sslmode=prefer";
        assertThatThrownBy(() -> options(plain, false)).hasMessageContaining("allow_plaintext: true");
        List<String> notices = new ArrayList<>();
        new JdbcConnector(options(plain, true), new Surroundings("c", () -> Instant.EPOCH, notices::add)).close();
        assertThat(notices).containsExactly("events may go to db.example without encryption (allow_plaintext)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\"b", "a`b", "a b", "a;b", "a.b.c", "1a", ".a", "a.", "ä", "a'b", "a\\b"})
    void namesOfTablesAreNothingElse(String name) {
        assertThatThrownBy(() -> TableName.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is no name of a table");
    }

    @Test
    void tellsAllThatIsWrong() {
        Map<String, Field> columns = new HashMap<>();
        columns.put("x\"; DROP TABLE y", Field.parse("message"));
        columns.put("one", Field.parse("key"));
        columns.put("two", Field.parse("key"));
        assertThatThrownBy(() -> new Options(
                        Secret.of("jdbc:sqlite:/a.db"),
                        null,
                        null,
                        TableName.parse("other.t"),
                        true,
                        columns,
                        Duration.ofMinutes(59),
                        false))
                .hasMessageContaining("table: ")
                .hasMessageContaining("columns: one has no name of a column")
                .hasMessageContaining("columns: key is there twice")
                .hasMessageContaining("keep: ");
    }

    @Test
    void fieldsAreThoseOfTheEvent() {
        assertThat(Field.parse("=it's 'so'")).isEqualTo(new Field(Field.Source.CONSTANT, "it's 'so'"));
        assertThat(Field.parse("metadata.a.b")).isEqualTo(new Field(Field.Source.METADATA_VALUE, "a.b"));
        assertThatThrownBy(() -> Field.parse("mesage")).hasMessageContaining("metadata.NAME");
        assertThatThrownBy(() -> Field.parse("metadata.")).hasMessageContaining("is no field");
    }
}
