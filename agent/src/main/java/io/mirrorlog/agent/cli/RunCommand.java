package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.Version;
import io.mirrorlog.agent.config.Configuration;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the agent until it is told to stop. */
@Command(
        name = "run",
        description = "Runs the agent until SIGTERM or Ctrl-C; prints one line when it accepts events.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private Configured config = new Configured();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws ExitException, InterruptedException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Configuration configuration = config.load();
        Agent agent;
        try {
            agent = Agent.start(configuration);
        } catch (Agent.StartException e) {
            throw new ExitException(Exit.UNAVAILABLE, "The agent cannot start: " + e.getMessage());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "stop"));
        PrintWriter out = spec.commandLine().getOut();
        int connections = configuration.connections().size();
        out.printf(
                "ready %s (mirrorlog %s, %d %s)%n",
                agent.address(), Version.current(), connections, connections == 1 ? "connection" : "connections");
        out.flush();
        new CountDownLatch(1).await(); // the stop comes as a signal
        return Exit.OK;
    }

    /** A signal would end the process with 128 + its number; an agent that stopped as it should ends with 0. */
    private static void stop(Agent agent) {
        agent.close();
        Runtime.getRuntime().halt(Exit.OK);
    }
}
