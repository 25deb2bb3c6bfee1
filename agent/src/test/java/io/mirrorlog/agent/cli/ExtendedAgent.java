package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConfigurationFile;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The agent with connectors that a test brings: does what {@link RunCommand} does. */
public final class ExtendedAgent {

    private ExtendedAgent() {}

    /**
     * Runs until the process ends.
     *
     * @param args {@code run --config FILE}
     * @param more beside the built-in ones
     */
    public static void run(String[] args, ConnectorType<?> more) throws Exception {
        Shell shell = Shell.ofProcess();
        List<ConnectorType<?>> types = new ArrayList<>(ConnectorTypes.builtIn());
        types.add(more);
        var file = new ConfigurationFile(
                Path.of(args[2]), new Circumstances(shell.environment()::get, "localhost", shell.folder(), types));
        Configuration configuration = file.load();
        var reloading = new Reloading(file);
        Signals.onHangup(reloading::ask);
        Agent agent = Agent.start(configuration);
        Runtime.getRuntime().addShutdownHook(new Thread(agent::close));
        shell.out().println("ready " + agent.address());
        shell.out().flush();
        reloading.goOn(agent, new ServiceManager(shell), next -> "reloaded");
    }
}
