package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: measures round by round and tells the figures. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the agent as it is shipped and prints a table in Markdown.",
            "Rates are told as parts of that of a bare SQLite table filled in the same round."
        })
public final class Bench implements Callable<Integer> {

    private static final Path ROOT =
            Path.of(System.getProperty("bench.root", "")).toAbsolutePath();

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often; the table has medians (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--events", defaultValue = "200000", description = "Events in one measurement (${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--backlog",
            arity = "1..*",
            paramLabel = "N",
            description = "How many events wait (10000 100000 1000000 5000000).")
    private List<Integer> backlogs = List.of(10_000, 100_000, 1_000_000, 5_000_000);

    @Option(
            names = "--only",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Only these: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.class)
    private Set<String> only = new TreeSet<>();

    @Option(
            names = "--java",
            arity = "1..*",
            paramLabel = "HOME",
            description = {"Homes of Java; all are started, the first one's agents are put under load (this Java)."})
    private List<Path> javas = new ArrayList<>();

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "On the disk that is measured (bench/target). The default backlogs take 9 GiB there.")
    private Path folder = ROOT.resolve("bench/target");

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description =
                    "Writes the table into this Markdown file and the charts into the folder benchmarks beside it.")
    private @Nullable Path document;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (var run = new Run(ROOT, settings())) {
            var report = new Report(run, document);
            try {
                run.rounds();
            } finally {
                System.out.println(report.text()); // also what was measured before something failed
            }
            report.write();
        }
        return CommandLine.ExitCode.OK;
    }

    private Settings settings() throws IOException {
        List<Path> homes = javas.isEmpty() ? List.of(Path.of(System.getProperty("java.home"))) : javas;
        List<String> names = only.isEmpty() ? Run.NAMES : List.copyOf(only);
        try {
            var settings = new Settings(rounds, events, backlogs, homes, Files.createDirectories(folder), names);
            if (names.contains("backlog")) {
                Folders.requireRoom(folder, new Backlog(settings.backlogs()).bytes(events));
            }
            return settings;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage());
        }
    }

    /** For the help. */
    static final class Names extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        Names() {
            super(Run.NAMES);
        }
    }
}
