package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {

    private static final String TROUBLE = """
            {"version":"0.1.0","started":"2026-11-20T08:00:00.123456789Z",
             "queue":{"events":1234567,"bytes":5368709120,"oldest_seconds":604800},
             "connections":{
               "a":{"connector":"file","state":"live","waiting":0,"lag_seconds":0,"delivered":1234567,"dead":0,
                    "last_error":null,"failing_since":null,"next_try":null},
               "a-rather-long-name-of-a-connection":{"connector":"file","state":"retrying","waiting":4310,
                    "lag_seconds":720,"delivered":7,"dead":12,"last_error":"HTTP 503\\u001b[31m\\nforged  line  live",
                    "failing_since":"2026-11-21T20:04:00Z","next_try":"2026-11-21T20:17:30.5Z"},
               "b":{"connector":"file","state":"paused","waiting":1,"lag_seconds":90000,"delivered":0,"dead":0,
                    "last_error":"%s","failing_since":"2026-11-20T19:16:00Z","next_try":"2026-11-22T00:00:00Z"}},
             "sites":{
               "shop":{"events":1,"last_seen":"2026-11-21T20:15:59.9Z","refused":0},
               "\\u001b[2Jevil":{"events":0,"last_seen":null,"refused":3}}}
            """.formatted("x".repeat(119) + "\ud83d\ude00" + "y");

    @TempDir
    Path folder;

    FakeShell.Ended status(FakeShell shell, int code, String body, String... more) throws IOException {
        try (FakeAgent agent = new FakeAgent(code, body)) {
            String[] args = more.length == 0 ? new String[] {"status"} : new String[] {"status", more[0]};
            return shell.with("MIRRORLOG_URL", agent.url()).run(args);
        }
    }

    @Test
    void showsAConnectionThatDeliversWell() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            agent.shell().run("emit", "--site", "shop", "one");
            List<String> lines = await().until(
                            () -> agent.shell().run("status").outLines(),
                            told -> told.get(5).matches("mirror +live +0 +0 s +1 +0 +- +-"));

            assertThat(lines.get(0)).matches("mirrorlog dev, running since .* UTC");
            assertThat(lines.get(1)).matches("queue: 2 events, [0-9.]+ KiB");
            assertThat(lines.get(4))
                    .isEqualTo("CONNECTION  STATE  WAITING  LAG  DELIVERED  DEAD  NEXT TRY  LAST ERROR");
            assertThat(lines.get(8)).matches("shop +1 +.* UTC +0");
        }
    }

    @Test
    void saysWhereTheFileAndTheConfigurationInForceAreNotTheSame() throws IOException {
        String awaiting = TROUBLE.replace(
                "\"queue\":{",
                "\"configuration\":{\"read\":\"2026-11-21T20:00:00Z\",\"awaits_restart\":[\"site\",\"queue.dedupe\"]},\"queue\":{");
        assertThat(status(new FakeShell(folder), 200, awaiting).outLines())
                .contains("configuration: site, queue.dedupe waits for a restart");
        String refused = awaiting.replace(
                "\"awaits_restart\":[", "\"refused\":\"c.yml:1:1: \\u001b[2J\\nc.yml:2:1: b\",\"x\":[");
        assertThat(status(new FakeShell(folder), 200, refused).outLines())
                .contains(
                        "configuration: the newest is refused, that of 20:00:00 UTC is in force: c.yml:1:1: \\u001b[2J"
                                + " (the first of several; mirrorlog check tells all)");
        String one = refused.replace("\\nc.yml:2:1: b", "");
        assertThat(status(new FakeShell(folder), 200, one).outLines())
                .contains(
                        "configuration: the newest is refused, that of 20:00:00 UTC is in force: c.yml:1:1: \\u001b[2J");
        assertThat(status(new FakeShell(folder), 200, TROUBLE).out()).doesNotContain("configuration");
    }

    @Test
    void saysWhereEventsMayGoWithoutEncryption() throws IOException {
        String plain = TROUBLE.replace("\"connector\":\"file\"", "\"connector\":\"webhook\",\"allow_plaintext\":true");
        assertThat(status(new FakeShell(folder), 200, plain).outLines())
                .contains("without encryption (allow_plaintext): a, a-rather-long-name-of-a-connection, b");
        assertThat(status(new FakeShell(folder), 200, TROUBLE).out()).doesNotContain("encryption");
    }

    @Test
    void showsTroubleInAlignedColumns() throws IOException {
        FakeShell.Ended ended = status(new FakeShell(folder), 200, TROUBLE);

        assertThat(ended.exit()).isZero();
        assertThat(ended.outLines())
                .containsExactly(
                        "mirrorlog 0.1.0, running since 2026-11-20 08:00:00 UTC",
                        "queue: 1,234,567 events, 5.0 GiB",
                        "",
                        "CONNECTION                          STATE     WAITING     LAG  DELIVERED  DEAD"
                                + "  NEXT TRY                 LAST ERROR",
                        "a                                   live            0     0 s  1,234,567     0"
                                + "  -                        -",
                        "a-rather-long-name-of-a-connection  retrying    4,310  12 min          7    12"
                                + "  20:17:30 UTC             HTTP 503\\u001b[31m\\u000aforged  line  live"
                                + " (since 20:04:00 UTC)",
                        "b                                   paused          1    25 h          0     0"
                                + "  2026-11-22 00:00:00 UTC  " + "x".repeat(119) + "…"
                                + " (since 2026-11-20 19:16:00 UTC)",
                        "",
                        "SITE           EVENTS  LAST EVENT    REFUSED SINCE START",
                        "shop                1  20:15:59 UTC                    0",
                        "\\u001b[2Jevil       0  -                               3");
    }

    @Test
    void saysWhyAnAdminLetsAConnectionWait() throws IOException {
        String paused = """
                {"connections":{"a":{"state":"paused","last_error":"HTTP 503","paused_since":"2026-11-21T20:04:00Z",
                 "paused_reason":"the disk\\nis moved"}}}
                """;
        assertThat(status(new FakeShell(folder), 200, paused).out())
                .contains("paused: the disk\\u000ais moved (since 20:04:00 UTC)")
                .doesNotContain("503");
    }

    @Test
    void coloursStatesOnATerminalOnly() throws IOException {
        String coloured = status(new FakeShell(folder).coloured(), 200, TROUBLE).out();

        assertThat(coloured)
                .contains("\u001b[32mlive    \u001b[0m", "\u001b[33mretrying\u001b[0m", "\u001b[31mpaused  \u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[(3[123]|0)m", ""))
                .isEqualTo(status(new FakeShell(folder), 200, TROUBLE).out())
                .doesNotContain("\u001b");
    }

    @Test
    void printsTheJsonAsTheAgentTellsIt() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            FakeShell.Ended ended = agent.shell().run("status", "--json");

            assertThat(ended.exit()).isZero();
            assertThat(ended.outLines()).hasSize(1);
            assertThat(Json.object(ended.out())).containsKeys("version", "started", "queue", "connections", "sites");
        }
    }

    @Test
    void saysSoWhenSomethingElseListens() throws IOException {
        for (String body : List.of("<html>", "[]", "")) {
            assertThat(status(new FakeShell(folder), 200, body).exit()).isEqualTo(69);
            assertThat(status(new FakeShell(folder), 200, body).err()).contains("is no Mirrorlog agent");
        }
        assertThat(status(new FakeShell(folder), 404, "<html>").err()).contains("HTTP 404");
        assertThat(status(new FakeShell(folder), 200, "{}").exit()).isZero();
    }

    @Test
    void tellsInOneLineHowTheChoresWent() throws IOException {
        String well = """
                {"chores":{"retention":{"last_run":"2026-11-21T03:15:00Z","outcome":"done","told":"7 events were deleted"},
                 "checkpoint":{"last_run":"2026-11-21T20:07:00Z","outcome":"done","told":"fine"},
                 "space":{"last_run":null,"outcome":null,"told":null}}}
                """;
        assertThat(status(new FakeShell(folder), 200, well).outLines())
                .contains("chores: last checkpoint at 20:07:00 UTC: fine");
        String failed =
                well.replace("\"done\",\"told\":\"7 events were deleted\"", "\"failed\",\"told\":\"no\\nroom\"");
        assertThat(status(new FakeShell(folder), 200, failed).outLines())
                .contains("chores: failed: retention at 03:15:00 UTC: no\\u000aroom");
    }

    @Test
    void tellsInALineEachHowWikisAreRead() throws IOException {
        String wikis = """
                {"mediawiki":{"enwiki":{"state":"live","position":"2026-11-21T20:15:31Z","failures":0,"last_error":"old"},
                 "team":{"state":"failed","position":null,"failures":3,"last_error":"HTTP 404 from wiki.example"}}}
                """;
        assertThat(status(new FakeShell(folder), 200, wikis).outLines())
                .contains(
                        "reads enwiki: live, its log until 20:15:31 UTC",
                        "reads team: failed, its log until -; HTTP 404 from wiki.example");
    }
}
