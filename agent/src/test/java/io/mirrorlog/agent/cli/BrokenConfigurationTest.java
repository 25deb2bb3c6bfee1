package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands, and a file that its agent would not start with: just then somebody wants to know how the agent is. */
class BrokenConfigurationTest {

    private static final String BROKEN = """
            site: web-1
            data_dir: ./data
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              mirror: { connector: fiel, path: ./mirror.log }
              slack: { connector: slack, url: "${env:NOT_SET_HERE}" }
            """;

    private static final String UNWRITABLE = """
            data_dir: ./data
            connections: { mirror: { connector: file, path: ./folder } }
            """;

    @TempDir
    Path folder;

    @Test
    void theAgentIsAskedAllTheSame() throws Exception {
        try (var agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            String config = agent.config().toString();
            Files.writeString(agent.config(), BROKEN);

            assertThat(agent.shell().run("emit", "-c", config, "x").err()).isEmpty();
            for (String command : new String[] {"status", "log", "connections list", "dead list"}) {
                String[] words = (command + " -c " + config).split(" ", -1);
                assertThat(agent.shell().run(words).err()).as(command).isEmpty();
            }
            assertThat(agent.shell().run("check", "-c", config).exit()).isEqualTo(78);
        }
    }

    @Test
    void theLogOfAStoppedAgentIsReadAllTheSame() throws Exception {
        try (var agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            agent.shell().run("emit", "x");
        }
        Path config = Files.writeString(folder.resolve("c.yml"), BROKEN);
        FakeShell.Ended log = new FakeShell(folder)
                .with("MIRRORLOG_URL", "http://127.0.0.1:9")
                .run("log", "-c", config.toString());

        assertThat(log.err()).contains("No agent runs");
        assertThat(log.out()).contains("[web-1].[INFORMATIONAL]:[x]");
    }

    @Test
    void whatIsOnlyReadNeedsNothingThatCanBeWritten() throws Exception {
        Files.createDirectory(folder.resolve("folder"));
        String config = Files.writeString(folder.resolve("c.yml"), UNWRITABLE).toString();

        assertThat(new FakeShell(folder).run("check", "-c", config).err()).contains("folder is a folder; give a file");
        assertThat(new FakeShell(folder).run("explain", "-c", config, "{\"message\":\"x\"}"))
                .satisfies(ended -> assertThat(ended.exit()).as(ended.err()).isZero());
    }

    @Test
    void whoNamedAConfigurationIsToldToStartTheAgentWithIt() throws Exception {
        String elsewhere = UNWRITABLE + "intake: { http: { listen: \"127.0.0.1:9\" } }\n";
        String config = Files.writeString(folder.resolve("c.yml"), elsewhere).toString();

        assertThat(new FakeShell(folder).run("status", "-c", config).errLines())
                .last()
                .isEqualTo("Start it: mirrorlog run --config " + config);
    }
}
