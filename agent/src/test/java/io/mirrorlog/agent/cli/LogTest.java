package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.EventJson;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.CsvSource;

class LogTest {

    @TempDir
    static Path folder;

    static RunningAgent agent;

    @BeforeAll
    static void start() throws Exception {
        agent = new RunningAgent(folder, RunningAgent.PLAIN);
        fill(agent);
    }

    static void fill(RunningAgent agent) {
        String many = IntStream.range(0, 2_500)
                .mapToObj(i -> "{\"message\":\"m" + i + "\",\"site\":\"bulk\",\"timestamp\":1637382071}")
                .collect(Collectors.joining("\n"));
        agent.shell().typing(many).run("emit");
        agent.shell()
                .run(
                        "emit",
                        "--site",
                        "shop",
                        "--severity",
                        "high",
                        "--type",
                        "user",
                        "--action",
                        "login",
                        "--user",
                        "admin",
                        "--timestamp",
                        "2026-11-21T20:00:00Z",
                        "grave");
        agent.shell()
                .run(
                        "emit",
                        "--site",
                        "shop",
                        "--severity",
                        "low",
                        "--type",
                        "post",
                        "--timestamp",
                        "2026-11-21T19:00:00Z",
                        "\u001b[31mred\r\nforged\u2028line\u009b");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    static List<String> messages(FakeShell.Ended ended) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exit()).isZero();
        return ended.outLines().stream()
                .map(line -> line.replaceAll(".*]:\\[|]\\{.*", ""))
                .toList();
    }

    @Test
    void showsTheLastOnesTheYoungestAtTheEnd() {
        assertThat(messages(agent.shell().run("log", "-n", "3", "--until", "2026-11-21T21:00:00Z")))
                .containsExactly("m2499", "\\u001b[31mred\\r\\nforged\\u2028line\\u009b", "grave");
        assertThat(messages(agent.shell().run("log"))).hasSize(50);
    }

    @Test
    void readsThroughSeveralPages() {
        List<String> shown = messages(agent.shell().run("log", "-n", "2200", "--site", "bulk"));

        assertThat(shown)
                .isEqualTo(IntStream.range(300, 2_500).mapToObj(i -> "m" + i).toList());
        assertThat(messages(agent.shell().run("log", "-n", "100000"))).hasSize(2_503); // with the agent's own
    }

    @ParameterizedTest
    @CsvSource({
        "--severity, high+, grave",
        "--severity, HIGH, grave",
        "--type, user/*, grave",
        "--type, us*, grave",
        "--user, admin, grave",
        "--since, 2026-11-21T19:30:00Z, grave",
        "--action, login, grave",
        "--text, 'GRA login', grave",
    })
    void showsWhatIsAskedFor(String option, String wish, String message) {
        assertThat(messages(agent.shell().run("log", "--site", "shop", option, wish)))
                .containsExactly(message);
    }

    @Test
    void showsNothingWhereNothingFits() {
        assertThat(agent.shell().run("log", "--site", "nobody")).isEqualTo(new FakeShell.Ended(0, "", ""));
    }

    @Test
    void printsEventsAsJson() {
        FakeShell.Ended ended = agent.shell().run("log", "--json", "-n", "2", "--site", "shop");

        assertThat(ended.outLines()).hasSize(2);
        assertThat(ended.out()).doesNotContainPattern("[\u001b\u009b\u2028\r]");
        assertThat(EventJson.read(ended.outLines().get(0)).message())
                .isEqualTo("\u001b[31mred\r\nforged\u2028line\u009b");
    }

    @Test
    void showsTheFirstOfThemAsATable() {
        FakeShell.Ended ended = agent.shell().run("log", "--oldest", "--csv", "-n", "1200", "--site", "bulk");

        assertThat(ended.outLines()).hasSize(1_201);
        assertThat(ended.outLines().get(0)).startsWith("timestamp,site,");
        assertThat(ended.outLines().get(1_200)).contains(",bulk,INFORMATIONAL,,,,m1199,");
        assertThat(agent.shell().run("log", "--csv", "--json").exit()).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({"--since, yesterday", "--text, ' '", "--until, 1x", "--severity, grave", "-n, 0", "-n, -1", "-n, 100001"
    })
    void refusesAWishThatMakesNoSense(String option, String wish) {
        FakeShell.Ended ended = agent.shell().run("log", option, wish);

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.err()).startsWith(option + ": ");
    }

    @Test
    void readsWhatAStoppedAgentLeft(@TempDir Path other) throws Exception {
        RunningAgent stopped = new RunningAgent(other, RunningAgent.PLAIN);
        fill(stopped);
        FakeShell shell = new FakeShell(other).with("MIRRORLOG_URL", stopped.url());
        String config = stopped.config().toString();
        String whileRunning =
                shell.run("log", "-c", config, "-n", "2300", "--site", "bulk").out();
        String jsonWhileRunning = shell.run("log", "-c", config, "-n", "3", "--json", "--site", "bulk")
                .out();
        stopped.close();
        FakeShell.Ended ended = shell.run("log", "-c", config, "-n", "2300", "--site", "bulk");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo(whileRunning);
        assertThat(ended.errLines())
                .containsExactly("No agent runs; this is what it left in " + other.resolve("data") + ".");
        assertThat(shell.run("log", "-c", config, "-n", "3", "--json", "--site", "bulk")
                        .out())
                .isEqualTo(jsonWhileRunning);
        assertThat(shell.run("log", "-c", config, "--since", "soon").exit()).isEqualTo(64);
        assertThat(shell.run("log", "-c", config, "--since", "1h", "--until", "2h"))
                .isEqualTo(new FakeShell.Ended(
                        64, "", "--until: lies before since, so there can be no such event" + System.lineSeparator()));
        assertThat(shell.run("log").exit()).isEqualTo(69);
    }

    @Test
    void saysSoWhenThereIsNothingToReadFrom(@TempDir Path empty) throws IOException {
        Path config = Files.writeString(empty.resolve("c.yml"), RunningAgent.PLAIN);
        FakeShell.Ended ended = new FakeShell(empty)
                .with("MIRRORLOG_URL", "http://127.0.0.1:" + EmitTest.freePort())
                .run("log", "-c", config.toString());

        assertThat(ended.exit()).isEqualTo(69);
        assertThat(ended.err()).contains("there is no queue in " + empty.resolve("data"));
    }

    @Test
    void doesNotReadTheFolderOfAnAgentThatRefusesToTell() throws IOException {
        try (FakeAgent refusing = new FakeAgent(503, "{\"detail\":\"too many readers at once\"}")) {
            FakeShell.Ended ended = new FakeShell(folder)
                    .with("MIRRORLOG_URL", refusing.url())
                    .run("log", "-c", agent.config().toString());

            assertThat(ended.exit()).isEqualTo(69);
            assertThat(ended.err()).contains("too many readers at once");
        }
    }
}
