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

/** Shows dead letters, offers them again, drops them. */
@Command(
        name = "dead",
        description = {
            "Handles events that a destination refused for good.",
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
                "Shows dead letters in the order of the queue.",
                "With --config, those of an agent that does not run are read from its data folder."
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
            @Option(names = "--json", description = "Print each dead letter as JSON.") boolean json)
            throws ExitException {
        if (count < 1 || count > COUNT_MAX) {
            throw new ExitException(Exit.USAGE, "-n: may be 1 to " + COUNT_MAX);
        }
        wishes.filter(shell.clock().instant());
        try (DeadSource source = source(agent)) {
            List<String> letters = new ArrayList<>();
            boolean more = false;
            for (String connection : name == null ? source.connections() : List.of(name)) {
                more |= read(source, connection, wishes.query(), letters, count);
            }
            show(letters, json);
            if (more) {
                shell.err().println("There may be more; -n COUNT shows them.");
            }
        }
        return Exit.OK;
    }

    /** True when there may be more. */
    private static boolean read(
            DeadSource source, String connection, Map<String, String> query, List<String> letters, int count)
            throws ExitException {
        long after = 0;
        do {
            int room = count - letters.size();
            if (room == 0) {
                return true;
            }
            DeadSource.Page page = source.page(connection, query, after, Math.min(PAGE, room));
            letters.addAll(page.letters());
            after = page.next();
        } while (after > 0);
        return false;
    }

    private void show(List<String> letters, boolean json) throws ExitException {
        if (json) {
            letters.forEach(letter -> shell.out().println(Printable.of(letter)));
        } else if (letters.isEmpty()) {
            shell.out().println("There are no dead letters.");
        } else {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (String letter : letters) {
                rows.add(object(letter));
            }
            shell.out().println(DeadTable.of(rows));
        }
    }

    @Command(
            name = "show",
            description = {
                "Shows one dead letter with its whole event.",
                "With --config, that of an agent that does not run is read from its data folder."
            })
    int show(
            @Mixin AgentClient agent,
            @Parameters(paramLabel = "NAME", description = "The connection.") String name,
            @Parameters(paramLabel = "SEQUENCE", description = "The event, as dead list shows it.") long sequence,
            @Option(names = "--json", description = "Print it as JSON.") boolean json)
            throws ExitException {
        requireSequence(sequence);
        try (DeadSource source = source(agent)) {
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
                "Offers dead letters to their destination again, at once.",
                "Refused again they are dead letters again."
            },
            footer = {"", "Example:", "  mirrorlog dead retry archive --site shop"})
    int retry(@Mixin AgentClient agent, @Mixin DeadSelection selection) throws ExitException {
        return selection.change(agent, shell, "retry", "retried", "offered again");
    }

    @Command(
            name = "drop",
            description = "Deletes dead letters.",
            footer = {"", "Example:", "  mirrorlog dead drop archive 4711 4712"})
    int drop(@Mixin AgentClient agent, @Mixin DeadSelection selection) throws ExitException {
        return selection.change(agent, shell, "drop", "dropped", "dropped");
    }

    /** The running agent, or the folder of one that does not run. */
    private DeadSource source(AgentClient agent) throws ExitException {
        Configuration configuration = agent.configuration();
        try {
            agent.get("/healthz", Map.of());
            return new AgentDead(agent);
        } catch (NoAgentException e) {
            if (configuration == null) {
                throw e;
            }
            DeadSource stopped =
                    StoppedDead.open(configuration.dataDir(), shell.clock().instant());
            shell.err()
                    .println("No agent runs; this is what it left in "
                            + Printable.of(configuration.dataDir().toString()) + ".");
            return stopped;
        }
    }

    static void requireSequence(long sequence) throws ExitException {
        if (sequence < 1) {
            throw new ExitException(Exit.USAGE, sequence + ": is no sequence; they begin with 1");
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
