package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.Version;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConfigurationFile;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the agent until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Runs the agent until SIGTERM or Ctrl-C.",
            "Prints one line that begins with \"ready\" when it accepts events.",
            "Takes a changed configuration by itself, and at once on SIGHUP."
        })
final class RunCommand implements Callable<Integer> {

    /** What is not done by then is done after the next start: everything accepted is on disk. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private final Shell shell;

    @Mixin
    private final Configured config;

    RunCommand(Shell shell) {
        this.shell = shell;
        this.config = new Configured(shell);
    }

    @Override
    public Integer call() throws ExitException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        ConfigurationFile file = config.watched();
        Configuration configuration = Configured.load(file);
        config.plugins().broken().forEach(sentence -> LOG.warn("{}", sentence));
        var reloading = new Reloading(file);
        Signals.onHangup(reloading::ask); // before the start: until then it would end the process
        Agent agent;
        try {
            agent = Agent.start(configuration);
        } catch (Agent.StartException e) {
            throw new ExitException(Exit.UNAVAILABLE, "The agent cannot start: " + e.getMessage());
        }
        var onSignal = new Thread(() -> stop(agent, reloading), "stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        String ready = ready(agent, configuration);
        shell.out().println(ready);
        shell.out().flush();
        try {
            var manager = new ServiceManager(shell);
            manager.ready(ready);
            reloading.goOn(agent, manager, next -> ready(agent, next)); // the stop comes as a signal
        } catch (InterruptedException e) {
            Runtime.getRuntime().removeShutdownHook(onSignal);
            agent.close();
        }
        return Exit.OK;
    }

    private static String ready(Agent agent, Configuration configuration) {
        int connections = configuration.connections().size();
        return "ready " + agent.address() + " (mirrorlog " + Version.current() + ", "
                + Words.count(connections, "connection") + ")";
    }

    /** A signal would end the process with 128 + its number; an agent that stopped as it should ends with 0. */
    private static void stop(Agent agent, Reloading reloading) {
        reloading.stop();
        var closing = new Thread(agent::close, "close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Exit.OK);
    }
}
