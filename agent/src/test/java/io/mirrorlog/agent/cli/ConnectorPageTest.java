package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.plugin.PluginJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector that docs/connectors/README.md writes; {@code .ci/connector-page} does all that the page says. */
class ConnectorPageTest {

    private static final Pattern LISTING =
            Pattern.compile("(?ms)^`src/main/java/([^`\\n]+)\\.java`:\\n\\n```java\\n(.*?)^```$");

    @TempDir
    Path folder;

    private Path config;
    private FakeShell shell;

    @BeforeEach
    void doWhatThePageSays() throws Exception {
        Map<String, String> listings = LISTING.matcher(Files.readString(Path.of("../docs/connectors/README.md")))
                .results()
                .collect(Collectors.toMap(ConnectorPageTest::className, found -> found.group(2)));
        assertThat(listings).hasSize(2);
        var jar = new PluginJar(folder.resolve("made")).providing("org.example.pipe.PipeProvider");
        for (String name : listings.keySet().stream().sorted().toList()) {
            jar.withClass(name, String.valueOf(listings.get(name)));
        }
        jar.writeTo(folder.resolve("plugins/pipe.jar"));
        shell = new FakeShell(folder).with("MIRRORLOG_PLUGINS", "plugins");
        config = Files.writeString(folder.resolve("config.yml"), """
                intake: { http: { listen: "127.0.0.1:0" } }
                connections:
                  piped: { connector: pipe, command: [sh, -c, "cat >>%s/lines.txt"] }
                """.formatted(folder));
    }

    private static String className(MatchResult listing) {
        return listing.group(1).replace('/', '.');
    }

    @Test
    void saysHello() throws Exception {
        FakeShell.Ended ended = shell.run("check", "--config", config.toString(), "--test");
        assertThat(ended.outLines())
                .contains(
                        "  mirrors to piped (pipe from " + folder.resolve("plugins/pipe.jar") + ")",
                        "  piped: delivered");
        assertThat(folder.resolve("lines.txt"))
                .content()
                .contains("[Test event of Mirrorlog for the connection piped]{");
    }

    @Test
    void saysWhatIsWrongWithItsOptions() throws Exception {
        Files.writeString(config, Files.readString(config).replaceFirst("command: \\[.*]", "command: []"));
        assertThat(shell.run("check", "--config", config.toString()).err())
                .contains("3:38: connections.piped.command: is missing; write a program with its arguments");
    }
}
