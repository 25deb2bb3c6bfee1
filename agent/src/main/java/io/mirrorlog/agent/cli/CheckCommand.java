package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Configuration;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads the configuration and says everything that is wrong with it. */
@Command(
        name = "check",
        description = {
            "Prints all that is wrong with a configuration.",
            "Each problem is one line, with its place: FILE:LINE:COLUMN."
        })
final class CheckCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final Configured config;

    CheckCommand(Shell shell) {
        this.shell = shell;
        this.config = new Configured(shell);
    }

    @Override
    public Integer call() throws ExitException {
        Configuration configuration = config.load();
        PrintWriter out = shell.out();
        out.println(config.file() + " is fine.");
        out.println("  listens on " + configuration.intake().http().listen());
        out.println("  keeps its data in " + configuration.dataDir());
        configuration
                .connections()
                .forEach((name, connection) -> out.println(
                        "  mirrors to " + name + " (" + connection.type().name() + ")"));
        return Exit.OK;
    }
}
