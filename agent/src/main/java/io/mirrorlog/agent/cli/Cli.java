package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Version;
import io.mirrorlog.agent.config.Suggestion;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole. */
@Command(
        name = "mirrorlog",
        description = "Mirrors the activity events of sites to every place that should have them.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Versions.class,
        footer = {
            "",
            "mirrorlog COMMAND --help tells more about each.",
            "Exit codes: 0 fine, 64 usage, 65 bad data, 69 the agent cannot be reached or",
            "cannot start, 70 a fault of Mirrorlog itself, 78 configuration."
        })
public final class Cli {

    private static final List<String> COMMANDS = List.of(
            "run",
            "check",
            "explain",
            "emit",
            "status",
            "log",
            "tail",
            "dead",
            "connections",
            "replay",
            "parse",
            "dev",
            "validate",
            "store",
            "schema");

    private final Shell shell;

    public Cli(Shell shell) {
        this.shell = shell;
    }

    /**
     * Runs one command, and shows the help when none is named.
     *
     * @return its exit code
     */
    public int run(String... args) {
        try {
            if (args.length == 0) {
                commandLine().usage(shell.out());
                return Exit.USAGE;
            }
            // Reading the annotations of all commands would take longer than most of them run.
            boolean known = COMMANDS.contains(args[0]);
            return (known ? configured(withCommands(List.of(args[0]))) : commandLine()).execute(args);
        } finally {
            shell.flush();
        }
    }

    /** With every command. */
    CommandLine commandLine() {
        return configured(withCommands(COMMANDS)
                .addSubcommand(new AutoComplete.GenerateCompletion())
                .addSubcommand(new CommandLine.HelpCommand()));
    }

    private CommandLine withCommands(List<String> names) {
        var commandLine = new CommandLine(this);
        for (String name : names) {
            var command = new CommandLine(command(name), new ForShell(shell));
            addHelp(command);
            command.getSubcommands().values().forEach(Cli::addHelp);
            commandLine.addSubcommand(name, command);
        }
        return commandLine;
    }

    private static void addHelp(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.usageMessage().sortOptions(false).sortSynopsis(false).abbreviateSynopsis(true);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    }

    /** Makes what the parameters of a command's method ask for. */
    private record ForShell(Shell shell) implements CommandLine.IFactory {

        @Override
        public <K> K create(Class<K> type) throws Exception {
            return type == AgentClient.class
                    ? type.cast(new AgentClient(shell))
                    : CommandLine.defaultFactory().create(type);
        }
    }

    private CommandLine configured(CommandLine commandLine) {
        return commandLine
                .setOut(shell.out())
                .setErr(shell.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(shell.coloured() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((e, args) -> misunderstood(e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
    }

    private Object command(String name) {
        return switch (name) {
            case "run" -> new RunCommand(shell);
            case "check" -> new CheckCommand(shell);
            case "explain" -> new ExplainCommand(shell);
            case "emit" -> new EmitCommand(shell);
            case "status" -> new StatusCommand(shell);
            case "log" -> new LogCommand(shell);
            case "tail" -> new TailCommand(shell);
            case "dead" -> new DeadCommand(shell);
            case "connections" -> new ConnectionsCommand(shell);
            case "replay" -> new ReplayCommand(shell);
            case "parse" -> new ParseCommand(shell);
            case "dev" -> new DevCommand(shell);
            case "validate" -> new ValidateCommand(shell);
            case "store" -> new StoreCommand(shell);
            case "schema" -> new SchemaCommand(shell);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private int misunderstood(ParameterException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        String what;
        if (e instanceof UnmatchedArgumentException unmatched) {
            what = unmatched(unmatched.getUnmatched().get(0), command);
        } else if (e instanceof MissingParameterException missing) {
            what = missing.getMissing().stream().map(Cli::missing).collect(Collectors.joining("; "));
        } else if (e.getArgSpec() == null && !command.subcommands().isEmpty()) {
            what = "Say what to do: " + String.join(", ", command.subcommands().keySet());
        } else {
            what = refused(e.getArgSpec(), e.getValue(), String.valueOf(e.getMessage()));
        }
        shell.err().println(Printable.of(what));
        shell.err().println("See: " + command.qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private static String unmatched(String argument, CommandSpec command) {
        if (argument.startsWith("-")) {
            return argument + ": no such option"
                    + Suggestion.among(command.optionsMap().keySet(), argument);
        }
        return command.parent() == null || !command.subcommands().isEmpty()
                ? argument + ": no such command"
                        + Suggestion.among(command.subcommands().keySet(), argument)
                : argument + ": one argument too many";
    }

    private static String missing(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + ": needs a value, " + option.paramLabel()
                : argument.paramLabel() + ": is missing";
    }

    private static String refused(@Nullable ArgSpec argument, @Nullable String value, String otherwise) {
        if (argument == null || value == null) {
            return otherwise;
        }
        String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
        if (argument.type() == int.class || argument.type() == Integer.class) {
            return name + ": must be a whole number, not " + value;
        }
        return argument.type().isEnum()
                ? name + ": may be " + joined(argument.type().getEnumConstants()) + ", not " + value
                : otherwise;
    }

    private static String joined(Object[] words) {
        return Stream.of(words).map(String::valueOf).collect(Collectors.joining(" or "));
    }

    private int failed(Exception e) {
        if (e instanceof ExitException exit) {
            shell.err().println(Printable.lines(String.valueOf(exit.getMessage())));
            return exit.code();
        }
        shell.err().println("This should not happen; please report it:");
        e.printStackTrace(shell.err());
        return Exit.SOFTWARE;
    }

    /** Prints the version. */
    static final class Versions implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"mirrorlog " + Version.current()};
        }
    }
}
