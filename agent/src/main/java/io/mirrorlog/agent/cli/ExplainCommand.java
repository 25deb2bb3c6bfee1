package io.mirrorlog.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.Explanation;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.intake.SingleEvent;
import io.mirrorlog.agent.intake.SingleEvent.NotTakenException;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells of one event what each connection would get, by the configuration alone. */
@Command(
        name = "explain",
        description = {
            "Tells what each connection would get of an event.",
            "Or why it would not get it, and what would be hidden of it. It reads the",
            "configuration, and the event in any shape that the intake knows; no agent is",
            "needed, and nothing is sent."
        },
        footer = {"", "Example:", "  mirrorlog explain '{\"message\":\"User logged in\",\"user\":\"admin\"}'"})
final class ExplainCommand implements Callable<Integer> {

    /** Far more than the intake takes of one event, so that it says so itself. */
    private static final int INPUT_BYTES = 8 << 20;

    private final Shell shell;

    @Mixin
    private final Configured config;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Parameters(
            arity = "0..1",
            paramLabel = "EVENT",
            description = "One JSON object; - or none: that on the standard input.")
    private @Nullable String event;

    ExplainCommand(Shell shell) {
        this.shell = shell;
        this.config = new Configured(shell);
    }

    @Override
    public Integer call() throws ExitException {
        if (event == null && shell.interactive()) {
            throw new ExitException(Exit.USAGE, "Give an event, or one on the standard input; see explain --help.");
        }
        Configuration configuration = config.read();
        Event read = read(configuration);
        List<Explanation> explanations = configuration.connections().values().stream()
                .map(settings -> Explanation.of(read, settings, shell.clock()))
                .toList();
        shell.out()
                .println(json ? ExplanationJson.of(explanations) : ExplanationTable.of(explanations, shell.coloured()));
        return Exit.OK;
    }

    private Event read(Configuration configuration) throws ExitException {
        try {
            Streams streams = configuration.streams().compiled(Validation.TAG);
            return SingleEvent.read(given(), configuration.site(), streams, shell.clock());
        } catch (NotTakenException e) {
            throw new ExitException(Exit.DATA, "The event would be refused: " + e.getMessage());
        }
    }

    private byte[] given() throws ExitException {
        if (event != null && !event.equals("-")) {
            return event.getBytes(UTF_8);
        }
        try {
            byte[] bytes = shell.in().readNBytes(INPUT_BYTES + 1);
            if (bytes.length > INPUT_BYTES) {
                throw new ExitException(Exit.DATA, "The input has more than " + Words.size(INPUT_BYTES) + ".");
            }
            return bytes;
        } catch (IOException e) {
            throw new ExitException(Exit.DATA, "The input cannot be read: " + e.getMessage());
        }
    }
}
