package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Version;
import io.mirrorlog.connector.console.Terminal;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;

/** The command line as a whole. */
@Command(
        name = "mirrorlog",
        description = "Mirrors the activity events of sites to every place that should have them.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Versions.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            EmitCommand.class,
            StatusCommand.class,
            LogCommand.class,
            ParseCommand.class,
            SchemaCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 fine, 64 usage, 65 bad data, 69 agent not reachable or not able to start, 78 configuration.",
            "Colours are left out when NO_COLOR is set, or when the output is no terminal."
        })
public final class Cli {

    private Cli() {}

    /**
     * Runs one command.
     *
     * @return its exit code
     */
    public static int run(String... args) {
        var commandLine = new CommandLine(new Cli())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.wantsColor() ? Ansi.ON : Ansi.OFF))
                .setExitCodeExceptionMapper(e -> e instanceof ExitException exit ? exit.code() : 1)
                .setExecutionExceptionHandler(Cli::told);
        commandLine.getSubcommands().values().forEach(Cli::usageExits);
        usageExits(commandLine);
        return commandLine.execute(args);
    }

    private static void usageExits(CommandLine commandLine) {
        commandLine.getCommandSpec().exitCodeOnInvalidInput(Exit.USAGE);
    }

    private static int told(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (!(e instanceof ExitException exit)) {
            throw e;
        }
        PrintWriter err = command.getErr();
        err.println(exit.getMessage());
        err.flush();
        return exit.code();
    }

    /** Prints the version. */
    static final class Versions implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"mirrorlog " + Version.current()};
        }
    }
}
