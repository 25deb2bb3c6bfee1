package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.schema.Schemas;
import io.mirrorlog.agent.stream.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
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
        boolean allRead;
        try (Schemas schemas = repositories.isEmpty() ? configured() : named()) {
            allRead = lines.read(files, (place, line) -> check(schemas, place, line));
        }
        shell.out().println(sum());
        return allRead ? Exit.OK : Exit.DATA;
    }

    private String sum() {
        if (bad > 0) {
            return bad + " of " + events + " events are not as their schemas want them.";
        }
        if (events == 0) {
            return "There was no event to be held against a schema.";
        }
        return events == 1 ? "1 event is as its schema wants it." : events + " events are as their schemas want them.";
    }

    private Schemas configured() throws ExitException {
        Configuration configuration = config.load();
        if (configuration.schemas().isIdle()) {
            throw new ExitException(
                    Exit.CONFIG, config.file() + ": schemas.repositories names none; name one, or use --repository");
        }
        return Schemas.open(
                configuration.schemas().repositories(),
                configuration.dataDir().resolve("schemas"),
                InstantSource.system(),
                judged -> {});
    }

    private Schemas named() throws ExitException {
        for (Path folder : repositories) {
            if (!Files.isDirectory(folder)) {
                throw new ExitException(Exit.USAGE, folder + ": is no folder that can be read");
            }
        }
        return Schemas.inFolders(repositories, InstantSource.system());
    }

    private boolean check(Schemas schemas, String place, String event) {
        events++;
        try {
            Verdict verdict = schemas.checkWaiting(event);
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
