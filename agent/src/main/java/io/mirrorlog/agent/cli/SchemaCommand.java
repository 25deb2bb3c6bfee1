package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.ConfigSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the JSON Schema by which editors complete and check a configuration, the options of plugins included. */
@Command(name = "schema", description = "Prints the JSON Schema of configurations, for editors.")
final class SchemaCommand implements Callable<Integer> {

    private final Shell shell;

    SchemaCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().print(ConfigSchema.generate(PluginFolder.load(shell).connectors()));
        return Exit.OK;
    }
}
