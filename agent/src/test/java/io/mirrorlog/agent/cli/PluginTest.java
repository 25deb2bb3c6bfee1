package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.plugin.PluginJar;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation, in a folder beside a plugin that is broken. */
class PluginTest {

    private static final Path EXAMPLE = Path.of("../docs/connectors/example-plugin/src/main");

    @TempDir
    Path folder;

    private final FaultyHttpServer ntfy = FaultyHttpServer.start(call -> new HttpAnswer(200, "{}"));
    private Path config;
    private FakeShell shell;

    @BeforeEach
    void putThemThere() throws Exception {
        PluginJar.of(EXAMPLE, folder.resolve("made")).writeTo(folder.resolve("plugins/ntfy.jar"));
        Files.writeString(folder.resolve("plugins/zzz.jar"), "half a download");
        shell = new FakeShell(folder).with("MIRRORLOG_PLUGINS", "plugins").with("TOKEN", "tk_secret");
        config = Files.writeString(folder.resolve("c.yml"), """
                intake: { http: { listen: "127.0.0.1:0" } }
                connections:
                  phone: { connector: ntfy, server: %s, topic: alarms, token: "${env:TOKEN}" }
                """.formatted(ntfy.url()));
    }

    @AfterEach
    void close() throws Exception {
        ntfy.close();
    }

    private FakeShell.Ended run(String... args) {
        return shell.run(args);
    }

    @Test
    void isNamedByCheckWithItsConnectionsAndWithWhatIsBroken() {
        FakeShell.Ended ended = run("check", "--config", config.toString());
        assertThat(ended.exit()).isZero();
        assertThat(ended.outLines())
                .contains("  mirrors to phone (ntfy from " + folder.resolve("plugins/ntfy.jar") + ")")
                .anyMatch(line -> line.startsWith(
                        "  " + folder.resolve("plugins/zzz.jar") + " cannot be used as a plugin: is no jar"));
        assertThat(ended.out()).doesNotContain("tk_secret");
    }

    @Test
    void hasItsOptionsInTheSchemaForEditors() {
        assertThat(run("schema").out()).contains("an access token of the server, tk_…");
    }

    @Test
    void isMissedByNameAndReason() throws Exception {
        Files.writeString(folder.resolve("plugins/ntfy.jar"), "half a download");
        FakeShell.Ended ended = run("check", "--config", config.toString());
        assertThat(ended.exit()).isEqualTo(Exit.CONFIG);
        assertThat(ended.err())
                .contains("connections.phone.connector: no such connector; file, console, discard")
                .contains(folder.resolve("plugins/ntfy.jar") + " cannot be used as a plugin: is no jar");
    }

    @Test
    void refusesItsOptionsLikeAnyOther() throws Exception {
        Files.writeString(config, Files.readString(config).replace("topic: alarms", "topic: all alarms, timeout: 1d"));
        assertThat(run("check", "--config", config.toString()).err())
                .contains("connections.phone.topic: is none; at most 64 letters");
    }

    @Test
    void bringsEventsToItsDestination() throws Exception {
        var configuration = Configured.read(config, shell.shell(new StringWriter(), new StringWriter()));
        try (var agent = Agent.start(configuration)) {
            FakeShell.Ended sent = new FakeShell(folder)
                    .with("MIRRORLOG_URL", agent.address())
                    .run("emit", "--site", "shop", "--severity", "high", "the door is open");
            assertThat(sent.err()).isEmpty();
            await().atMost(Duration.ofSeconds(20)).until(() -> !ntfy.calls().isEmpty());
        }
        HttpCall call = ntfy.calls().get(0);
        assertThat(call.target()).isEqualTo("/alarms");
        assertThat(call.header("Authorization")).isEqualTo("Bearer tk_secret");
        assertThat(call.header("X-Priority")).isEqualTo("4");
        assertThat(call.text()).contains("[shop].[HIGH]:[the door is open]{");
    }
}
