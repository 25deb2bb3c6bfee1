package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code emit} against a real agent. */
class EmitTest {

    @TempDir
    static Path folder;

    static RunningAgent agent;

    @BeforeAll
    static void start() throws Exception {
        agent = new RunningAgent(folder, RunningAgent.PLAIN);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    static FakeShell.Ended emit(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "emit";
        System.arraycopy(args, 0, all, 1, args.length);
        return agent.shell().run(all);
    }

    /** The one mirrored line that holds the text, once it is there. */
    static String mirrored(String text) {
        return await().until(() -> linesWith(text), lines -> !lines.isEmpty()).get(0);
    }

    static List<String> linesWith(String text) throws IOException {
        return Files.exists(agent.mirror())
                ? Files.readAllLines(agent.mirror()).stream()
                        .filter(line -> line.contains(text))
                        .toList()
                : List.of();
    }

    @Test
    void sendsAnEventMadeOfArguments() {
        FakeShell.Ended ended = emit(
                "--site",
                "shop",
                "--severity",
                "High",
                "--type",
                "user",
                "--action",
                "login",
                "--user",
                "admin",
                "--id",
                "login-1",
                "--timestamp",
                "2026-11-21T20:16:00.5+01:00",
                "Somebody came",
                "ip=203.0.113.9");

        assertThat(ended).isEqualTo(new FakeShell.Ended(0, "accepted login-1" + System.lineSeparator(), ""));
        assertThat(mirrored("Somebody came"))
                .isEqualTo("[2026-11-21T19:16:00.500000000+00:00] [shop].[HIGH]:[Somebody came]"
                        + "{\"id\":\"login-1\",\"type\":\"user\",\"action\":\"login\",\"user\":\"admin\","
                        + "\"offset\":\"+01:00\",\"ip\":\"203.0.113.9\"}");
    }

    @Test
    void takesTheUsualSiteAndATimeAsANumber() {
        assertThat(emit("--timestamp", "1637382071.123456", "By number").exit()).isZero();
        assertThat(mirrored("By number")).startsWith("[2021-11-20T04:21:11.123456000+00:00] [web-1].[INFORMATIONAL]:");
    }

    @Test
    void takesTextAndJsonAsMetadata() {
        assertThat(emit("Order paid", "note=a=b", "empty=", "order:=4711", "items:=[\"a\", {\"n\":1E400}]")
                        .exit())
                .isZero();
        assertThat(mirrored("Order paid"))
                .endsWith("\"note\":\"a=b\",\"empty\":\"\",\"order\":4711,\"items\":[\"a\",{\"n\":1E400}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"word", "=value", ":=1", "n:=", "n:=1,\"m\":2", "n:={", "n:=NaN", "message=again"})
    void refusesMetadataThatIsNone(String pair) {
        FakeShell.Ended ended = emit("Refused here", pair);

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.err()).startsWith(pair.equals("message=again") ? "message: is given twice" : pair + ": ");
    }

    @Test
    void refusesAKeyThatIsGivenTwice() {
        FakeShell.Ended ended = emit("Twice", "a=1", "a:=2");

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.errLines()).containsExactly("a: is given twice");
    }

    @Test
    void refusesAnUnknownSeverityAndASiteThatIsNoName() {
        assertThat(emit("--severity", "hihg", "x").errLines())
                .containsExactly("--severity: may be critical, high, medium, low or informational, not hihg");
        assertThat(emit("--severity", "hihg", "x").exit()).isEqualTo(64);
        assertThat(emit("--site", "/etc", "x").exit()).isEqualTo(64);
        assertThat(emit("--site", "/etc").exit()).isEqualTo(64);
    }

    @Test
    void tellsWhenAnEventIsKnownAlready() throws IOException {
        emit("--id", "twice", "--timestamp", "2026-11-21T20:16:00Z", "Only once");
        FakeShell.Ended again = emit("--id", "twice", "--timestamp", "2026-11-21T20:16:00Z", "Only once");
        emit("After the second");
        mirrored("After the second");

        assertThat(again.exit()).isZero();
        assertThat(again.outLines()).containsExactly("known already, not mirrored again: twice");
        assertThat(linesWith("Only once")).hasSize(1);
    }

    @Test
    void tellsWhatTheAgentRefuses() {
        FakeShell.Ended ended = emit("--timestamp", "tomorrow", "\u001b[31mred");

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.err()).startsWith("The agent refuses: timestamp: ").doesNotContain("\u001b");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void sendsTheLinesOfTheStandardInput() {
        FakeShell.Ended ended = agent.shell()
                .typing("{\"message\":\"first of two\"}\r\n\n  \n{\"message\":\"second of two\",\"site\":\"wiki\"}")
                .run("emit", "--site", "shop");

        assertThat(ended).isEqualTo(new FakeShell.Ended(0, "accepted 2 events" + System.lineSeparator(), ""));
        assertThat(mirrored("first of two")).contains("[shop]");
        assertThat(mirrored("second of two")).contains("[wiki]");
    }

    @Test
    void tellsOfEveryBadLineWhereItStandsAndSendsTheOthers() {
        FakeShell.Ended ended = agent.shell()
                .typing("{\"message\":\"good one\"}\n\nnot json\n{\"message\":7}\n{\"note\":\"\u001b[2J\"}\n"
                        + "{\"message\":\"good two\"}\n{\"message\":\"" + "x".repeat(1 << 20) + "\"}\n")
                .run("emit");

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.outLines()).containsExactly("accepted 2 events");
        assertThat(ended.errLines())
                .hasSize(4)
                .noneMatch(line -> line.contains("\u001b"))
                .anySatisfy(line -> assertThat(line).startsWith("line 3: "))
                .contains("line 4: message: must be a string")
                .anySatisfy(line -> assertThat(line).startsWith("line 5: "))
                .contains("line 7: has more than 1048576 bytes");
        mirrored("good two");
    }

    @Test
    void countsLinesThatAreKnownAlready() {
        String line = "{\"message\":\"known line\",\"id\":\"k\",\"timestamp\":1637382071}\n";
        agent.shell().typing(line).run("emit");

        assertThat(agent.shell()
                        .typing(line + "{\"message\":\"new line\"}")
                        .run("emit")
                        .outLines())
                .containsExactly("accepted 2 events, 1 of them known already and not mirrored again");
    }

    @Test
    void sendsEventsOfEventGatesShapeToo() {
        String event = "{\"$schema\":\"/a/1\",\"meta\":{\"stream\":\"a_stream\",\"id\":\"%s\"},\"wiki\":\"enwiki\"}";
        FakeShell.Ended ended = agent.shell()
                .typing(event.formatted("1") + "\n{broken\n" + event.formatted("2") + "\n")
                .run("emit");

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.outLines()).containsExactly("accepted 2 events");
        assertThat(ended.err()).startsWith("line 2: ");
    }

    @Test
    void sendsAHundredThousandLines() {
        String lines = IntStream.rangeClosed(1, 100_000)
                .mapToObj(i ->
                        (i % 25_000 == 0 ? "bad " : "") + "{\"message\":\"many\",\"site\":\"bulk\",\"n\":" + i + "}")
                .collect(Collectors.joining("\n"));
        FakeShell.Ended ended = agent.shell().typing(lines).run("emit");

        assertThat(ended.outLines()).containsExactly("accepted 99,996 events");
        assertThat(ended.errLines())
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly("line 25000", "line 50000", "line 75000", "line 100000");
    }

    @Test
    void wantsAMessageOrInput() {
        assertThat(agent.shell().interactive().run("emit").exit()).isEqualTo(64);
        assertThat(agent.shell().run("emit", "--severity", "high").err()).contains("A message is missing");
        assertThat(agent.shell().run("emit").outLines()).containsExactly("accepted 0 events");
    }

    @Test
    void endsWithAHintWhereNoAgentListens() throws IOException {
        int port = freePort();
        FakeShell shell = new FakeShell(folder).with("MIRRORLOG_URL", "http://127.0.0.1:" + port + "/t/secret-token");
        FakeShell.Ended one = shell.run("emit", "x");
        FakeShell.Ended lines = shell.typing("\n{\"message\":\"x\"}").run("emit");

        assertThat(one.exit()).isEqualTo(69);
        assertThat(one.err())
                .contains("No agent answers at http://127.0.0.1:" + port + " (", "mirrorlog run --config FILE")
                .doesNotContain("secret-token");
        assertThat(lines.exit()).isEqualTo(69);
        assertThat(lines.outLines()).containsExactly("accepted 0 events");
        assertThat(lines.err()).startsWith("Stopped at line 2. No agent answers at ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "ftp://127.0.0.1", "http://", "http://a b", "http://h?x"})
    void refusesAnAddressThatIsNone(String url) {
        FakeShell.Ended ended = new FakeShell(folder).with("MIRRORLOG_URL", url).run("emit", "x");

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.err()).startsWith("MIRRORLOG_URL: is no address");
    }

    @Test
    void saysSoWhenSomethingElseListens() throws IOException {
        for (String body : List.of("<html>", "{}", "[1]", "{\"accepted\":\"x\",\"ids\":[]}")) {
            try (FakeAgent other = new FakeAgent(200, body)) {
                FakeShell shell = new FakeShell(folder).with("MIRRORLOG_URL", other.url());
                assertThat(shell.run("emit", "x").exit()).isEqualTo(69);
                assertThat(shell.typing("{}").run("emit").exit()).isIn(65, 69);
            }
        }
    }

    @Test
    void tellsNothingThatCouldDriveATerminal() throws IOException {
        String problem = "{\"status\":400,\"detail\":\"\\u001b[31mred\\nline\",\"errors\":"
                + "[{\"index\":0,\"field\":\"\\u009bm\",\"problem\":\"\\u001b]0;title\\u0007\"}]}";
        try (FakeAgent hostile = new FakeAgent(400, problem)) {
            FakeShell shell = new FakeShell(folder).with("MIRRORLOG_URL", hostile.url());
            String printed = shell.run("emit", "x").err()
                    + shell.typing("{}").run("emit").err();

            assertThat(printed.replace("\n", "")).doesNotContainPattern("\\p{Cntrl}|\u009b");
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
