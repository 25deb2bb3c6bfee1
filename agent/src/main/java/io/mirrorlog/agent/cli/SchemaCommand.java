package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.ConfigSchema;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema by which editors complete and check a configuration. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of the configuration, for editors.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ConfigSchema.generate(ConnectorTypes.builtIn()));
        out.flush();
        return Exit.OK;
    }
}
