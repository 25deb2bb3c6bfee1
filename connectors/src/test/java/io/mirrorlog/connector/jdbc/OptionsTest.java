package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.Tls;
import io.mirrorlog.connector.http.Certificates;
import io.mirrorlog.connector.jdbc.DatabaseUrl.Protection;
import io.mirrorlog.connector.jdbc.JdbcConnector.Options;
import java.nio.file.Path;
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
                "jdbc:sqlite:/var/lib/a\0b",
                "jdbc:mariadb://db.example/?useCompression=true",
                "jdbc:mariadb:galera://db.example/a",
            })
    void refusesWhatIsNoUrlWithoutShowingIt(String url) {
        assertThatThrownBy(() -> options(url, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: ")
                .hasMessageNotContaining("secret-password");
    }

    /** Each was tried with the driver, which says so with the first delivery, and again with each that follows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://h:secret/a | has a port that is none",
                "jdbc:postgresql://h:65536/a | has a port that is none",
                "jdbc:postgresql://h:0/a | has a port that is none",
                "jdbc:mariadb://h:-1/a | has a port that is none",
                "jdbc:mariadb://h:/a | has a port that is none",
                "jdbc:mysql://h,g:99999999999/a | has a port that is none",
                "jdbc:mariadb://:3306/a | names a host that is none",
                "jdbc:postgresql://h,,/a | names a host that is none",
                "jdbc:postgresql://::1/a | names a host that is none",
                "jdbc:mariadb://[::1/a | names a host that is none",
                "jdbc:mariadb://[secret]:1/a | names a host that is none",
                "jdbc:mariadb://address=(host=h)(port=secret)/a | names a host that is none",
                "jdbc:mariadb:secret://h/a | has a word before the //",
                "jdbc:postgresql://h/a/b | has a / in the name of the database",
                "jdbc:postgresql://h/%zz | has a % that begins no code",
                "jdbc:postgresql://h/a?x=100% | has a % that begins no code",
                "jdbc:postgresql://h/a?port=secret | names a host, a port or a database behind the ?",
                "jdbc:postgresql://localhost/a?PGHOST=db.example | names a host, a port or a database behind the ?",
                "jdbc:postgresql://h/a?service=secret | names a host, a port or a database behind the ?",
                "jdbc:postgresql://localhost/a?sslmode=secret | has an sslmode that the driver does not know",
                "jdbc:postgresql://h/a?sslmode=verify_full | has an sslmode that the driver does not know",
                "jdbc:mariadb://localhost/a?sslMode=secret | has an sslmode that the driver does not know",
            })
    void refusesWhatADriverWouldStumbleOver(String url, String reason) {
        assertThatThrownBy(() -> options(url, true))
                .hasMessageStartingWith("url: " + reason)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h-1.db_2.example:65535,[::1]:1,[fe80::1%eth0]/a%2Fb?sslmode=VERIFY-FULL&options=-c%20x",
                "jdbc:mariadb:load-balance-read://h,g:3307/a?sslMode=VERIFY_IDENTITY",
                "jdbc:mysql://h/a?sslMode=true&host=x",
                "jdbc:sqlite:/a b/c:d%zz.db?busy_timeout=1",
            })
    void takesWhatADriverTakes(String url) {
        assertThat(options(url, true).url().reveal()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://h/a | true | tls.cert, tls.key: are not for jdbc",
                "jdbc:postgresql://h/a | false |",
                "jdbc:postgresql://h/a?sslmode=verify-ca | false |",
                "jdbc:postgresql://h/a?sslmode=require | false | tls.ca: is not looked at",
                "jdbc:postgresql://h/a?sslfactory=x | false | tls.ca: is not looked at",
                "jdbc:mariadb://h/a?sslMode=VERIFY_IDENTITY | false |",
                "jdbc:mariadb://h/a?sslMode=trust | false | tls.ca: is not looked at",
                "jdbc:sqlite:/a.db | false | tls: is for a network",
            })
    void refusesWhatItDoesNotDoOfTls(String url, boolean own, String refusal) {
        Path ca = Certificates.file("ca.pem");
        var tls = own
                ? new Tls(ca, Certificates.file("agent.pem"), Certificates.file("agent-key.pem"))
                : new Tls(ca, null, null);
        List<String> refusals = options(url, true).refusals(new Network(Duration.ofSeconds(1), null, tls));
        if (refusal == null) {
            assertThat(refusals).isEmpty();
        } else {
            assertThat(refusals).singleElement().asString().startsWith(refusal);
        }
        assertThat(options(url, true).refusals(Network.USUAL)).isEmpty();
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
