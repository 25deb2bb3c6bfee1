package io.mirrorlog.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.connector.Event;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows dead letters and what was given up, offers it again, drops it. */
@Command(
        name = "dead",
        description = {
            "Handles events that were refused for good, or given up.",
            "Each is kept, with the reason, until it is offered again or dropped."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "mirrorlog dead COMMAND --help tells more about each."})
final class DeadCommand {

    private static final int PAGE = 1_000;
    private static final int COUNT_MAX = 100_000;

    private final Shell shell;

    DeadCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            name = "list",
            description = {
                "Shows dead letters in queue order, and the ranges that were given up.",
                "Options such as --site leave the ranges out. With --config, those of an agent",
                "that does not run are read from its data folder."
            })
    int list(
            @Mixin AgentClient agent,
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "The connection (default: all).") @Nullable
                    String name,
            @Mixin EventWishes wishes,
            @Option(
                            names = "-n",
                            paramLabel = "COUNT",
                            description = "How many, 1 to 100000 (default: 50).",
                            defaultValue = "50")
                    int count,
            @Option(names = "--json", description = "Print each as JSON.") boolean json)
            throws ExitException {
        if (count < 1 || count > COUNT_MAX) {
            throw new ExitException(Exit.USAGE, "-n: may be 1 to " + COUNT_MAX);
        }
        wishes.filter(shell.clock().instant());
        try (DeadSource source = source(agent)) {
            List<String> connections = name == null ? source.connections() : List.of(name);
            List<String> letters = new ArrayList<>();
            List<String> ranges = new ArrayList<>();
            boolean more = false;
            for (String connection : connections) {
                more |= read((after, atMost) -> source.page(connection, wishes.query(), after, atMost), letters, count);
            }
            if (wishes.query().isEmpty()) {
                for (String connection : connections) {
                    more |= read((after, atMost) -> source.released(connection, after, atMost), ranges, count);
                }
            }
            show(letters, ranges, json);
            if (more) {
                shell.err().println("There may be more; -n COUNT shows them.");
            }
        }
        return Exit.OK;
    }

    /** Gives a page behind a sequence. */
    private interface Pages {
        DeadSource.Page read(long after, int atMost) throws ExitException;
    }

    /** True when there may be more. */
    private static boolean read(Pages pages, List<String> found, int count) throws ExitException {
        long after = 0;
        do {
            int room = count - found.size();
            if (room == 0) {
                return true;
            }
            DeadSource.Page page = pages.read(after, Math.min(PAGE, room));
            found.addAll(page.items());
            after = page.next();
        } while (after > 0);
        return false;
    }

    private void show(List<String> letters, List<String> ranges, boolean json) throws ExitException {
        if (json) {
            letters.forEach(letter -> shell.out().println(Printable.of(letter)));
            ranges.forEach(range -> shell.out().println(Printable.of(range)));
        } else if (letters.isEmpty() && ranges.isEmpty()) {
            shell.out().println("There are no dead letters.");
        } else {
            List<String> tables = new ArrayList<>();
            if (!letters.isEmpty()) {
                tables.add(DeadTable.of(objects(letters)));
            }
            if (!ranges.isEmpty()) {
                tables.add(DeadTable.ofRanges(objects(ranges)));
            }
            shell.out().println(String.join("\n\n", tables));
        }
    }

    private static List<Map<String, @Nullable Object>> objects(List<String> items) throws ExitException {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        for (String item : items) {
            objects.add(object(item));
        }
        return objects;
    }

    @Command(
            name = "show",
            description = {
                "Shows one dead letter with its whole event, or one range and its file's state.",
                "With --config, that of an agent that does not run is read from its data folder."
            })
    int show(
            @Mixin AgentClient agent,
            @Parameters(paramLabel = "NAME", description = "The connection.") String name,
            @Parameters(paramLabel = "SEQUENCE", description = "The event, or the range, as dead list shows it.")
                    String which,
            @Option(names = "--json", description = "Print it as JSON.") boolean json)
            throws ExitException {
        DeadName wanted = DeadName.of(which);
        long sequence = wanted.sequence();
        try (DeadSource source = source(agent)) {
            if (wanted.isRange()) {
                String range = source.range(name, sequence);
                if (range == null) {
                    throw new ExitException(Exit.USAGE, name + " has no released range " + which + ".");
                }
                shell.out().println(json ? Printable.of(range) : shownRange(range));
                return Exit.OK;
            }
            String letter = source.whole(name, sequence);
            if (letter == null) {
                throw new ExitException(Exit.USAGE, name + " has no dead letter " + sequence + ".");
            }
            shell.out().println(json ? Printable.of(letter) : shown(letter));
        }
        return Exit.OK;
    }

    private static String shown(String letter) throws ExitException {
        Map<String, @Nullable Object> object = object(letter);
        Event event = event(letter);
        return "connection  " + told(object, "connection") + "\nsequence    " + told(object, "sequence")
                + "\nreason      " + told(object, "reason") + "\nattempts    " + told(object, "attempts")
                + "\nfirst       " + told(object, "first") + "\nlast        " + told(object, "last")
                + "\nevent       " + Formats.named("line", ZoneOffset.UTC).render(event, event.site(), 0);
    }

    private static String shownRange(String range) throws ExitException {
        Map<String, @Nullable Object> object = object(range);
        String problem = Json.text(object, "problem");
        return "connection  " + told(object, "connection") + "\nrange       " + told(object, "first") + "-"
                + told(object, "last") + "\nevents      " + told(object, "events") + ", of which "
                + told(object, "left") + " are left\narrived     " + told(object, "since") + " to "
                + told(object, "until") + "\ngiven up    " + told(object, "released") + "\nreason      "
                + told(object, "reason") + "\nstate       " + told(object, "state") + "\nfile        "
                + told(object, "file")
                + (problem == null ? "" : "\nproblem     " + Printable.of(problem));
    }

    private static String told(Map<String, @Nullable Object> object, String name) {
        return Printable.of(String.valueOf(Json.text(object, name)));
    }

    private static Event event(String letter) throws ExitException {
        byte[] bytes = letter.getBytes(UTF_8);
        try {
            RawObject event = RawObject.read(new JsonScanner(bytes, 0, bytes.length), bytes)
                    .object("event");
            if (event != null) {
                return EventJson.read(event.received());
            }
        } catch (BrokenJson | IllegalArgumentException e) {
            // said below
        }
        throw noDeadLetter();
    }

    @Command(
            name = "retry",
            description = {
                "Offers dead letters and given up ranges to their destination again.",
                "Dead letters at once, ranges whenever nothing else waits. What is refused again",
                "is a dead letter again."
            },
            footer = {"", "Example:", "  mirrorlog dead retry archive --site shop"})
    int retry(@Mixin AgentClient agent, @Mixin DeadSelection selection) throws ExitException {
        return selection.change(agent, shell, "retry", "retried", "offered again");
    }

    @Command(
            name = "drop",
            description = "Deletes dead letters, and ranges that were given up with their files.",
            footer = {"", "Example:", "  mirrorlog dead drop archive 4711 4712"})
    int drop(@Mixin AgentClient agent, @Mixin DeadSelection selection) throws ExitException {
        return selection.change(agent, shell, "drop", "dropped", "dropped");
    }

    /** The running agent, or the folder of one that does not run. */
    private DeadSource source(AgentClient agent) throws ExitException {
        try {
            agent.get("/healthz", Map.of());
            return new AgentDead(agent);
        } catch (NoAgentException e) {
            Configuration configuration = agent.configuration();
            if (configuration == null) {
                throw e;
            }
            DeadSource stopped = StoppedDead.open(configuration, shell.clock().instant());
            shell.err()
                    .println("No agent runs; this is what it left in "
                            + Printable.of(configuration.dataDir().toString()) + ".");
            return stopped;
        }
    }

    static Map<String, @Nullable Object> object(String letter) throws ExitException {
        Map<String, @Nullable Object> object = Json.object(letter);
        if (object == null) {
            throw noDeadLetter();
        }
        return object;
    }

    private static ExitException noDeadLetter() {
        return new ExitException(Exit.UNAVAILABLE, "What answers is no Mirrorlog agent, or a newer one.");
    }
}
