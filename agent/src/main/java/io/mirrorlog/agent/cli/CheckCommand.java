package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConnectionSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration and says everything that is wrong with it. */
@Command(
        name = "check",
        description = "Reads the configuration and prints everything that is wrong with it, each with its place.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private Configured config = new Configured();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws ExitException {
        Configuration configuration = config.load();
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s is fine.%n", config.file);
        out.printf(
                "  listens on %s, keeps its data in %s%n",
                configuration.intake().http().listen(), configuration.dataDir());
        for (ConnectionSettings connection : configuration.connections().values()) {
            out.printf("  %s: %s%n", connection.name(), connection.type().name());
        }
        out.flush();
        return Exit.OK;
    }
}
