package io.mirrorlog.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptsTest {

    private static final List<Entry> SENT = List.of(entry("User admin has signed in"));

    private static Entry entry(String message) {
        var event = new Event(
                OffsetDateTime.parse("2026-11-21T10:00:00Z"),
                "shop",
                Severity.LOW,
                message,
                null,
                null,
                null,
                null,
                "{}",
                "{}");
        return new Entry(1, event, "shop", "[line]:[" + message + "]{}");
    }

    private static String shown(String text, String... secrets) {
        return Excerpts.without(List.of(secrets)).of(text, SENT);
    }

    @Test
    void showsOneShortLine() {
        assertThat(shown("  no\n\tsuch \u001b[31mindex\u202e  ")).isEqualTo("no such [31mindex");
        assertThat(shown("a".repeat(1000))).isEqualTo("a".repeat(200) + "…");
        assertThat(shown("<html><body class='x'>\n<h1>Bad gateway</h1></body>")).isEqualTo("Bad gateway");
        assertThat(shown("")).isEmpty();
    }

    @Test
    void showsNoSecretThatWasSent() {
        assertThat(shown("token s3cr3t-value is bad", "Bearer s3cr3t-value")).isEqualTo("token *** is bad");
        assertThat(shown("Bearer s3cr3t-value", "Bearer s3cr3t-value")).isEqualTo("***");
        assertThat(shown("user ann:opensesame", "Basic YW5uOm9wZW5zZXNhbWU=")).doesNotContain("opensesame");
        assertThat(shown("password opensesame", "Basic YW5uOm9wZW5zZXNhbWU=")).isEqualTo("password ***");
    }

    @Test
    void showsNoPartOfASecretThatIsCutOff() {
        assertThat(shown("a".repeat(190) + " s3cr3t-value", "s3cr3t-value")).doesNotContain("s3c");
    }

    @Test
    void showsNothingOfAUrlButItsHost() {
        String url = "https://me:pass-word@logs.example/hooks/T0123/long-secret?key=other%20secret";
        var excerpts = Excerpts.without(Excerpts.ofUrl(url));
        assertThat(excerpts.of("at logs.example /hooks/T0123/long-secret key=other secret, long-secret", SENT))
                .startsWith("at logs.example ")
                .doesNotContain("long-secret")
                .doesNotContain("other%20secret");
    }

    @Test
    void showsNothingWhereAnEventIsRepeated() {
        assertThat(shown("cannot index \"User admin has signed in\"")).isEmpty();
        assertThat(shown("cannot index User admin h")).isEmpty();
        assertThat(shown("User not known")).isEqualTo("User not known");
    }
}
