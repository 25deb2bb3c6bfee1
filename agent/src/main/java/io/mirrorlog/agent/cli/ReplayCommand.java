package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.Counted;
import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends retained events to a connection once more. */
@Command(
        name = "replay",
        description = {
            "Sends retained events to a connection again.",
            "--since and --until go by the time at which the agent took an event; without",
            "them, all retained events are sent that the connection has had. Each is marked",
            "as replayed. Live events come first. connections list shows how far it is."
        },
        footer = {"", "Example:", "  mirrorlog replay archive --since 2d --until 1d --type 'user/*' --dry-run"})
final class ReplayCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final AgentClient agent;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The connection.")
    private @Nullable String name;

    @Option(names = "--to", paramLabel = "NAME", description = "The same.")
    private @Nullable String to;

    @Mixin
    private final EventWishes wishes = new EventWishes();

    @Option(names = "--dry-run", description = "Only count the events.")
    private boolean dryRun;

    @Option(names = "--cancel", description = "End the replay that runs.")
    private boolean cancel;

    ReplayCommand(Shell shell) {
        this.shell = shell;
        this.agent = new AgentClient(shell);
    }

    @Override
    public Integer call() throws ExitException {
        String connection = connection();
        wishes.filter(shell.clock().instant());
        String path = "/v1/connections/" + AgentClient.encoded(connection).replace("+", "%20") + "/replay";
        if (cancel) {
            return cancelled(connection, path);
        }
        if (dryRun) {
            return counted(connection, path);
        }
        Map<String, @Nullable Object> replay =
                Json.member(agent.change(path, body("")).require(200).object(), "replay");
        long events = Json.number(replay, "last") - Json.number(replay, "first") + 1;
        boolean all = only().isEmpty();
        shell.out()
                .println("A replay of " + Printable.of(connection) + " has begun: "
                        + (all ? "about " : "those that fit of about ") + Words.count(events, "event") + ".");
        return Exit.OK;
    }

    private String connection() throws ExitException {
        String given = name == null ? to : name;
        boolean wishesGiven = !wishes.query().isEmpty() || dryRun;
        if (given == null || (name != null && to != null)) {
            throw new ExitException(Exit.USAGE, "Say which connection: replay NAME, or replay --to NAME.");
        }
        if (cancel && wishesGiven) {
            throw new ExitException(Exit.USAGE, "--cancel goes with no other option.");
        }
        return given;
    }

    private int cancelled(String connection, String path) throws ExitException {
        Map<String, @Nullable Object> replay =
                Json.member(agent.change(path + "/cancel", "{}").require(200).object(), "replay");
        shell.out()
                .println("The replay of " + Printable.of(connection) + " is cancelled; "
                        + Counted.of(Json.number(replay, "sent"), "event", "was", "were") + " sent.");
        return Exit.OK;
    }

    private int counted(String connection, String path) throws ExitException {
        long events = 0;
        String after = "";
        do {
            Map<String, @Nullable Object> count = agent.change(path, body(",\"dry_run\":true" + after))
                    .require(200)
                    .object();
            events += Json.number(count, "events");
            String next = Json.text(count, "next");
            after = next == null ? "" : ",\"after\":" + next;
        } while (!after.isEmpty());
        shell.out().println(Words.count(events, "event") + " would be sent to " + Printable.of(connection) + " again.");
        return Exit.OK;
    }

    private Map<String, String> only() {
        Map<String, String> only = new LinkedHashMap<>(wishes.query());
        only.keySet().removeAll(List.of("since", "until"));
        return only;
    }

    /** @param more further members, each with its leading comma */
    private String body(String more) {
        Map<String, String> times = new LinkedHashMap<>(wishes.query());
        times.keySet().retainAll(List.of("since", "until"));
        List<String> members = new ArrayList<>();
        members.add("\"only\":" + object(only()));
        times.forEach((key, time) -> members.add(JsonStrings.quote(key) + ":" + JsonStrings.quote(time)));
        return "{" + String.join(",", members) + more + "}";
    }

    private static String object(Map<String, String> texts) {
        return texts.entrySet().stream()
                .map(text -> JsonStrings.quote(text.getKey()) + ":" + JsonStrings.quote(text.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
