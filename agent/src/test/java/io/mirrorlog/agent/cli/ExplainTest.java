package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainTest {

    private static final String CONFIG = """
            site: web-1
            data_dir: ./data
            connections:
              all: { connector: discard }
              partner:
                connector: discard
                format: { template: "{{severity}} {{message}} {{user}} {{metadata.ip}}" }
                redact: { remove: [session, none], mask: [user], truncate_ip: [ip] }
              security: { connector: discard, only: { severity: high+ }, except: { users: [root] } }
            """;

    private static final String EVENT =
            "{\"timestamp\":\"2026-11-21T20:16:00Z\",\"id\":1,\"message\":\"Login of alice\",\"user\":\"alice\","
                    + "\"ip\":\"203.0.113.9\",\"session\":\"s-4711\"}";

    private static final String LINE = "[2026-11-21T20:16:00.000000000+00:00] [web-1].[INFORMATIONAL]:[Login of alice]"
            + "{\"id\":1,\"user\":\"alice\",\"ip\":\"203.0.113.9\",\"session\":\"s-4711\"}";

    @TempDir
    Path folder;

    private String config = "";

    @BeforeEach
    void writeConfiguration() throws IOException {
        config = Files.writeString(folder.resolve("c.yml"), CONFIG).toString();
    }

    private FakeShell.Ended explain(String... arguments) {
        return explain(new FakeShell(folder), arguments);
    }

    private FakeShell.Ended explain(FakeShell shell, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "explain";
        all[1] = "--config";
        all[2] = config;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return shell.run(all);
    }

    @Test
    void tellsWhatEachConnectionGetsOfAnEventAndWhatKeepsItAway() {
        FakeShell.Ended ended = explain(EVENT);

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.outLines())
                .containsExactly(
                        "CONNECTION  CONNECTOR  GETS IT  KEPT AWAY BY   BYTES  OF AT MOST  HIDDEN",
                        "all         discard    yes      -                139     1.0 MiB  -",
                        "partner     discard    yes      -                 52     1.0 MiB  remove session, mask user,"
                                + " truncate_ip ip, and in the message",
                        "security    discard    no       only.severity      -           -  -",
                        "",
                        "all:",
                        LINE,
                        "",
                        "partner:",
                        "INFORMATIONAL Login of [masked] [masked] 203.0.113.0");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void showsWhatSeveralConnectionsGetOnlyOnce() {
        String two = CONFIG.replace("all: {", "copy: { connector: discard }\n  all: {");
        assertThat(explainWith(two, EVENT).out()).contains("\n\ncopy, all:\n" + LINE + "\n\npartner:\n");
    }

    @Test
    void tellsTheRowThatADatabaseWouldGet() {
        String table = CONFIG.replace("all: { connector: discard }", """
                all:
                    connector: jdbc
                    url: "jdbc:mariadb://db.example/a?password=never-shown"
                    columns: { at: timestamp, who: user, ip: metadata.ip, what: type, n: sequence, text: line }
                    redact: { mask: [user] }
                """);
        FakeShell.Ended ended = explainWith(table, EVENT);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .containsPattern("\n\nall:\nmirrorlog_key  [0-9a-f]{52}\n")
                .contains("\nat             2026-11-21 20:16:00.000000\nwho            [masked]\n"
                        + "ip             203.0.113.9\nwhat           -\nn              -\ntext           [2026-")
                .doesNotContain("never-shown");
        assertThat(explainWith(table, "--json", EVENT).out())
                .contains("\"columns\":{\"mirrorlog_key\":\"0")
                .contains(
                        "\"at\":\"2026-11-21 20:16:00.000000\",\"who\":\"[masked]\",\"ip\":\"203.0.113.9\",\"what\":null,");
    }

    @Test
    void neverTellsAHiddenValue() {
        String partner = CONFIG.replace("  all: { connector: discard }\n", "");
        for (String[] arguments : new String[][] {{EVENT}, {"--json", EVENT}}) {
            FakeShell.Ended ended = explainWith(partner, arguments);

            assertThat(ended.exit()).isZero();
            assertThat(ended.out() + ended.err()).doesNotContain("alice", "203.0.113.9", "s-4711");
        }
    }

    private FakeShell.Ended explainWith(String yaml, String... arguments) {
        try {
            Files.writeString(folder.resolve("c.yml"), yaml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return explain(arguments);
    }

    @Test
    void tellsWhereAHiddenValueIsStillShown() {
        String twice = EVENT.replace("\"ip\"", "\"owner\":{\"names\":[\"bob\",\"alice\"]},\"ip\"");

        assertThat(explain(twice).out()).containsOnlyOnce("What is hidden is shown elsewhere, too: owner.names\n");
        assertThat(explain("--json", twice).out()).contains("\"shown_elsewhere\":[\"owner.names\"]");
    }

    @Test
    void tellsTheSameAsJson() {
        FakeShell.Ended ended = explain("--json", EVENT);

        assertThat(ended.exit()).isZero();
        assertThat(ended.out())
                .startsWith("{\"connections\":{\"all\":{\"connector\":\"discard\",\"gets_it\":true,\"text\":\"[2026-")
                .contains("\"partner\":{\"connector\":\"discard\",\"gets_it\":true,"
                        + "\"text\":\"INFORMATIONAL Login of [masked] [masked] 203.0.113.0\",\"bytes\":52,")
                .contains("\"hidden\":[{\"option\":\"remove\",\"path\":\"session\"},"
                        + "{\"option\":\"mask\",\"path\":\"user\"},{\"option\":\"truncate_ip\",\"path\":\"ip\"}],"
                        + "\"hidden_in_message\":true,\"shown_elsewhere\":[],\"redaction_failed\":false}")
                .endsWith("\"security\":{\"connector\":\"discard\",\"gets_it\":false,"
                        + "\"kept_away_by\":\"only.severity\"}}}\n");
        assertThat(Json.object(ended.out())).isNotNull();
    }

    @Test
    void readsTheStandardInputWhereNoEventIsGiven() {
        assertThat(explain(new FakeShell(folder).typing("\n" + EVENT + "\n")).out())
                .isEqualTo(explain(EVENT).out());
        assertThat(explain(new FakeShell(folder).interactive().typing(EVENT), "-")
                        .out())
                .isEqualTo(explain(EVENT).out());
        assertThat(explain(new FakeShell(folder).interactive()).exit()).isEqualTo(64);
    }

    @Test
    void tellsThatATextIsTooLongForADeliveryWithOthers() {
        String small = CONFIG.replace("all: { connector: discard", "all: { connector: discard, batch: { bytes: 1KiB }");
        FakeShell.Ended ended =
                explainWith(small, "{\"message\":\"" + "é".repeat(512) + "\",\"timestamp\":\"2026-11-21T20:16:00Z\"}");

        assertThat(ended.out())
                .containsPattern("all +discard +yes +- +1,\\d\\d\\d +1\\.0 KiB")
                .containsOnlyOnce(
                        "\nIt is more than one delivery holds (1.0 KiB), so it is offered alone, and may be refused or"
                                + " cut.\n");
    }

    @Test
    void readsNoMoreThanItCanHold() {
        String most = EVENT + " ".repeat((8 << 20) - EVENT.length());
        assertThat(explain(new FakeShell(folder).typing(most)).exit()).isZero();
        FakeShell.Ended ended = explain(new FakeShell(folder).typing(most + " "));
        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.err()).startsWith("The input has more than 8.0 MiB.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                       | The event would be refused: message: is required: a string that says what happened",
                "{\"message\":\"a\",\"id\":[]} | The event would be refused: id: must be a string or an integer",
                "[{\"message\":\"a\"},{\"message\":\"b\"}] | The event would be refused: these are 2 events; give one",
                "7                        | The event would be refused: an event is a JSON object",
                "{\"message\":\"a\"       | The event would be refused: broken JSON at byte",
            })
    void tellsWhyAnEventWouldBeRefused(String event, String why) {
        FakeShell.Ended ended = explain(event);

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith(why);
    }

    @Test
    void coloursWhatATerminalShowsAndLetsNothingPaintIt() {
        FakeShell.Ended ended = explain(
                new FakeShell(folder).coloured(),
                "{\"message\":\"\\u001b[2J\",\"timestamp\":\"2026-11-21T20:16:00Z\",\"id\":1}");

        assertThat(ended.out())
                .contains("\u001b[32myes", "\u001b[33mno ")
                .contains("\\u001b[2J")
                .doesNotContain("\u001b[2J");
    }

    @Test
    void letsNeitherAColumnNorAKeyPaintTheTerminal() {
        String table = CONFIG.replace("all: { connector: discard }", """
                all:
                    connector: jdbc
                    url: "jdbc:mariadb://db.example/a"
                    columns: { who: user, what: type }
                    redact: { mask: [user] }
                """);
        String event = EVENT.replace("\"ip\"", "\"type\":\"\\u001b[2J\",\"\\u001b[3J\":\"alice\",\"ip\"");
        assertThat(explainWith(table, event).out())
                .contains("what           \\u001b[2J\n", "What is hidden is shown elsewhere, too: \\u001b[3J\n")
                .doesNotContain("\u001b");
    }

    @Test
    void needsAConfiguration() {
        assertThat(new FakeShell(folder)
                        .run("explain", "--config", "nowhere.yml", EVENT)
                        .exit())
                .isEqualTo(78);
    }
}
