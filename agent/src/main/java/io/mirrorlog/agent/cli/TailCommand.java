package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.connector.console.Colored;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows the events that come in. */
@Command(
        name = "tail",
        description = {
            "Shows events as they come in, one line each, until Ctrl-C.",
            "An agent that goes away is waited for; nothing that came meanwhile is left out."
        },
        footer = {"", "Example:", "  mirrorlog tail --site shop --severity high+"})
final class TailCommand implements Callable<Integer> {

    private static final int LAST_MAX = 1_000;
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(15);

    private final Shell shell;

    @Mixin
    private final AgentClient agent;

    @Mixin
    private final EventWishes wishes = new EventWishes();

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            description = "Show so many of the last first, 0 to 1000 (default: 10).")
    private int last = 10;

    @Option(names = "--json", description = "Print each event as JSON.")
    private boolean json;

    private @Nullable String lastId;
    private boolean answered;

    TailCommand(Shell shell) {
        this.shell = shell;
        this.agent = new AgentClient(shell);
    }

    @Override
    public Integer call() throws ExitException {
        if (last < 0 || last > LAST_MAX) {
            throw new ExitException(Exit.USAGE, "-n: may be 0 to " + LAST_MAX);
        }
        var unused = wishes.filter(shell.clock().instant());
        return UntilStopped.go(() -> {
            Duration rest = FIRST_REST;
            follow();
            while (!shell.out().checkError()) {
                shell.pause().pause(rest);
                rest = followAgain() ? FIRST_REST : longer(rest);
            }
        });
    }

    private static Duration longer(Duration rest) {
        Duration twice = rest.multipliedBy(2);
        return twice.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : twice;
    }

    /** False when the agent is not there. */
    private boolean followAgain() {
        answered = false;
        try {
            follow();
        } catch (ExitException e) {
            tell(String.valueOf(e.getMessage()));
        }
        return answered;
    }

    /** Shows what comes until the connection ends. */
    private void follow() throws ExitException {
        Map<String, String> query = new LinkedHashMap<>(wishes.query());
        if (lastId == null) {
            query.put("last", Integer.toString(last));
        } else {
            query.put("after", lastId);
        }
        try (ServerSentEvents events = agent.follow("/v1/tail", query)) {
            answered = true;
            for (ServerSentEvents.Item item = events.next(); item != null; item = events.next()) {
                lastId = item.id() == null ? lastId : item.id();
                if (!shown(item)) {
                    return;
                }
            }
            tell("The agent has ended the connection; trying again.");
        } catch (IOException e) {
            tell("The connection to the agent broke (" + e.getMessage() + "); trying again.");
        }
    }

    /** False when nobody is there to see it. */
    private boolean shown(ServerSentEvents.Item item) throws ExitException {
        switch (item.name()) {
            case "message" -> shell.out().println(text(item.data()));
            case "gap" -> tell("Events are missing here, as they are not retained any more: " + item.data());
            case "cut" -> tell("The agent ends the connection: " + item.data());
            default -> {
                // of a newer agent
            }
        }
        return !shell.out().checkError();
    }

    private String text(String event) throws ExitException {
        try {
            if (json) {
                return Printable.of(event);
            }
            String line = EventPrint.LINE.text(event).stripTrailing();
            if (!shell.coloured()) {
                return line;
            }
            var coloured = new StringBuilder(line.length() + 16);
            Colored.append(coloured, EventJson.read(event).severity(), line);
            return coloured.toString();
        } catch (IllegalArgumentException e) {
            throw new ExitException(Exit.UNAVAILABLE, "What answers there is no Mirrorlog agent.");
        }
    }

    private void tell(String what) {
        shell.err().println(Printable.lines(what));
        shell.err().flush();
    }
}
