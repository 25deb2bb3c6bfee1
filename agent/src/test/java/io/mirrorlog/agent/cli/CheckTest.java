package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.poll.FakeWiki;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {

    private static final String TEN_MISTAKES = """
            sitee: web-1
            data_dir: [a]
            queue: { durability: maybe, retention: 7 days, max_size: -1 }
            intake: { http: { listen: "0.0.0.0:8514", max_body: 1 } }
            connections:
              one: { connector: fiel, path: ./a }
              two: { connector: file }
              three: { connector: console, color: pink }
            maintenance: { timezone: Mars }
            """;

    @TempDir
    Path folder;

    FakeShell.Ended check(String command, String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yml"), yaml);
        return new FakeShell(folder).run(command, "--config", file.toString());
    }

    @Test
    void tellsWhatAConfigurationSays() throws IOException {
        FakeShell.Ended ended = check("check", RunningAgent.PLAIN);

        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.outLines())
                .containsExactly(
                        folder.resolve("c.yml") + " is fine.",
                        "  listens on 127.0.0.1:0",
                        "  keeps its data in " + folder.resolve("data"),
                        "  mirrors to mirror (file)");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void tellsWhatADatabaseCannotDo() throws IOException {
        FakeShell.Ended ended = check("check", """
                connections:
                  port: { connector: jdbc, url: "jdbc:postgresql://db.example:99999/a" }
                  table: { connector: jdbc, url: "jdbc:sqlite:/tmp/a.db", timeout: 1s, tls: {} }
                """);

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.err().replace(folder + "/", "")).isEqualTo("""
                        c.yml:2:33: connections.port.url: has a port that is none; 1 to 65535
                        c.yml:3:77: connections.table.tls: is for a network, which is not between the agent and a file; leave it out
                        """);
    }

    @Test
    void letsNoTableIntoWhatAnAgentKeeps() throws Exception {
        try (var agent = new RunningAgent(folder, RunningAgent.PLAIN);
                Stream<Path> files = Files.list(folder.resolve("data"))) {
            Path index = folder.resolve("data/index.db"); // it is made behind the start
            List<Path> own =
                    files.filter(file -> file.toString().endsWith(".db")).toList();
            assertThat(own).contains(folder.resolve("data/queue.db"), folder.resolve("data/schedule.db"));
            for (Path file : Stream.concat(own.stream(), Stream.of(index)).toList()) {
                FakeShell.Ended ended =
                        check("check", "connections: { a: { connector: jdbc, url: \"jdbc:sqlite:" + file + "\" } }");
                assertThat(ended.err()).as(file.toString()).contains("url: is an agent's own file");
            }
            assertThat(agent.config()).exists();
        }
    }

    @Test
    void asksEachWikiWhoItIs() throws IOException {
        try (var wiki = new FakeWiki(InstantSource.system())) {
            String gone = FakeWiki.gone();
            String wikis = "intake: { http: { listen: \"127.0.0.1:0\" }, mediawiki: [ { site: alive, api: \""
                    + wiki.api() + "\" }, { site: gone, api: \"" + gone + "\" } ] }\n";
            Path file = Files.writeString(
                    folder.resolve("c.yml"), wikis + "connections: { nowhere: { connector: discard } }\n");
            FakeShell.Ended ended = new FakeShell(folder).run("check", "--test", "--config", file.toString());

            assertThat(ended.exit()).as(ended.err()).isEqualTo(69);
            assertThat(ended.outLines())
                    .contains("  reads alive from " + wiki.api())
                    .endsWith(
                            "  alive: answers as Facts, MediaWiki 1.39.17",
                            "  gone: cannot connect to " + URI.create(gone).getAuthority());
            assertThat(wiki.violations()).isEmpty();
        }
    }

    @Test
    void letsConnectionsSayHelloWithoutAnAgentButWritesNoFile() throws IOException {
        Path file =
                Files.writeString(folder.resolve("c.yml"), RunningAgent.PLAIN + "  nowhere: { connector: discard }\n");
        FakeShell.Ended ended = new FakeShell(folder).run("check", "--test", "--config", file.toString());

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.outLines())
                .endsWith(
                        "  mirror: can be written; without a running agent nothing is written to it",
                        "  nowhere: delivered");
        assertThat(folder.resolve("mirror.log")).doesNotExist();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run"})
    void tellsAllMistakesEachInALineWithItsPlace(String command) throws IOException {
        FakeShell.Ended ended = check(command, TEN_MISTAKES);

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.errLines())
                .hasSizeGreaterThanOrEqualTo(10)
                .allSatisfy(line -> assertThat(line)
                        .startsWith(folder.resolve("c.yml") + ":")
                        .containsPattern("c\\.yml:\\d+:\\d+: "));
        assertThat(ended.err()).contains("did you mean site?", "did you mean file?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run", "status", "log", "emit"})
    void tellsWhenThereIsNoSuchFile(String command) {
        String missing = folder.resolve("none.yml").toString();
        FakeShell.Ended ended =
                new FakeShell(folder).typing("{\"message\":\"x\"}").run(command, "-c", missing);

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.err()).contains(missing + ": no such file");
    }

    @Test
    void tellsNoSecretAndDrivesNoTerminal() throws IOException {
        FakeShell.Ended ended = check(
                "check",
                "connections: { \"a\\e[31m\": { connector: discard } }\n"
                        + "intake: { http: { tokens: { shop: tooshort } } }\n");

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.err()).doesNotContain("tooshort").doesNotContain("\u001b");
    }
}
