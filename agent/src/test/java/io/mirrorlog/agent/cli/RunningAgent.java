package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real agent in this process, on a port of its own, with everything in one folder. */
final class RunningAgent implements AutoCloseable {

    static final String PLAIN = """
            site: web-1
            data_dir: ./data
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              mirror: { connector: file, path: ./mirror.log, agent_events: false }
            """;

    private final Path folder;
    private final Agent agent;

    RunningAgent(Path folder, String yaml) throws Exception {
        this.folder = folder;
        Files.writeString(config(), yaml);
        var circumstances = new Circumstances(name -> null, "host", folder, ConnectorTypes.builtIn());
        this.agent = Agent.start(Configuration.load(config(), circumstances));
    }

    /** The configuration that it was started with. */
    Path config() {
        return folder.resolve("agent.yml");
    }

    /** The file it mirrors to. */
    Path mirror() {
        return folder.resolve("mirror.log");
    }

    String url() {
        return agent.address();
    }

    /** A shell that knows where the agent is. */
    FakeShell shell() {
        return new FakeShell(folder).with("MIRRORLOG_URL", url());
    }

    @Override
    public void close() {
        agent.close();
    }
}
