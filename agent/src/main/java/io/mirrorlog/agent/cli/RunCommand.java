package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.Version;
import io.mirrorlog.agent.config.Configuration;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the agent until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Runs the agent until SIGTERM or Ctrl-C.",
            "Prints one line that begins with \"ready\" when it accepts events."
        })
final class RunCommand implements Callable<Integer> {

    /** What is not done by then is done after the next start: everything accepted is on disk. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

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
        Configuration configuration = config.load();
        Agent agent;
        try {
            agent = Agent.start(configuration);
        } catch (Agent.StartException e) {
            throw new ExitException(Exit.UNAVAILABLE, "The agent cannot start: " + e.getMessage());
        }
        var onSignal = new Thread(() -> stop(agent), "stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        String ready = ready(agent, configuration);
        shell.out().println(ready);
        shell.out().flush();
        try {
            new ServiceManager(shell).ready(ready);
            new CountDownLatch(1).await(); // the stop comes as a signal
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
    private static void stop(Agent agent) {
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
