package io.mirrorlog.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.intake.EventGate;
import io.mirrorlog.agent.intake.Judging;
import io.mirrorlog.agent.schema.Schemas;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.agent.web.TrustedProxies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds events against the schemas that they name. */
@Command(
        name = "validate",
        description = {
            "Holds events, one a line, against the schemas that they name.",
            "What an intake fills in is filled in first, as when they are sent.",
            "What is wrong with one is told with its place: FILE:LINE."
        })
final class ValidateCommand implements Callable<Integer> {

    private final Shell shell;
    private final LineFiles lines;
    private long events;
    private long bad;

    @Option(
            names = {"-r", "--repository"},
            paramLabel = "FOLDER",
            description = "A folder of schemas; may be repeated (default: those of the configuration).")
    private List<Path> repositories = List.of();

    @Mixin
    private final Configured config;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "What to read, also compressed with gzip; without, or with -, the standard input.")
    private List<String> files = List.of();

    ValidateCommand(Shell shell) {
        this.shell = shell;
        this.lines = new LineFiles(shell);
        this.config = new Configured(shell);
    }

    @Override
    public Integer call() throws ExitException {
        return repositories.isEmpty() ? configured() : named();
    }

    private int check(Schemas schemas, Streams streams, Set<Place> places) {
        var gate = new EventGate(streams, schemas, places, List.of(), TrustedProxies.LOOPBACK);
        var judging = new Judging(gate, shell.clock());
        boolean allRead = lines.read(files, (place, line) -> check(judging, schemas, place, line));
        shell.out().println(sum());
        return allRead ? Exit.OK : Exit.DATA;
    }

    private String sum() {
        if (bad > 0) {
            return Words.number(bad) + " of " + Words.count(events, "event")
                    + (bad == 1 ? " is not as its schema wants it." : " are not as their schemas want them.");
        }
        if (events == 0) {
            return "There was no event to be held against a schema.";
        }
        return Words.count(events, "event")
                + (events == 1 ? " is as its schema wants it." : " are as their schemas want them.");
    }

    private int configured() throws ExitException {
        Configuration configuration = config.read();
        if (configuration.schemas().isIdle()) {
            throw new ExitException(
                    Exit.CONFIG, config.file() + ": schemas.repositories names none; name one, or use --repository");
        }
        try (Schemas schemas = Schemas.open(
                configuration.schemas().repositories(),
                configuration.dataDir().resolve("schemas"),
                shell.clock(),
                judged -> {})) {
            return check(
                    schemas,
                    configuration.streams().judging(),
                    configuration.intake().http().places());
        }
    }

    private int named() throws ExitException {
        for (Path folder : repositories) {
            if (!Files.isDirectory(folder)) {
                throw new ExitException(Exit.USAGE, folder + ": is no folder that can be read");
            }
        }
        try (Schemas schemas = Schemas.inFolders(repositories, shell.clock())) {
            return check(schemas, Streams.NONE, Place.ALL);
        }
    }

    private boolean check(Judging judging, Schemas schemas, String place, String event) {
        events++;
        try {
            Verdict verdict = judging.of(event.getBytes(UTF_8));
            if (verdict.isGood()) {
                return true;
            }
            bad++;
            return lines.unread(place, schemas.explained(event, verdict));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lines.unread(place, "stopped");
        }
    }
}
