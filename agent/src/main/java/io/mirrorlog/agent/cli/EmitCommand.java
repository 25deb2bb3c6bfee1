package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends one event made of arguments, or many as NDJSON from the standard input. */
@Command(
        name = "emit",
        description = {
            "Sends an event, or many, to the agent.",
            "Without a MESSAGE, it sends what stands on the standard input: NDJSON, one JSON",
            "object a line. It ends when the events are on the agent's disk."
        },
        footer = {
            "",
            "Examples:",
            "  mirrorlog emit --site shop --severity high \"Password changed\" user=admin",
            "  mirrorlog emit \"Order paid\" order:=4711 items:='[\"a\",\"b\"]'",
            "  mirrorlog emit --site shop < events.ndjson"
        })
final class EmitCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final AgentClient agent;

    @Option(names = "--site", paramLabel = "NAME", description = "The site that the events belong to.")
    private @Nullable String site;

    @Option(
            names = "--severity",
            paramLabel = "WORD",
            description = "critical, high, medium, low or informational (default).")
    private @Nullable String severity;

    @Option(names = "--type", paramLabel = "TYPE", description = "What it happened to, such as user or 1000.")
    private @Nullable String type;

    @Option(names = "--action", paramLabel = "ACTION", description = "What was done, such as login.")
    private @Nullable String action;

    @Option(names = "--user", paramLabel = "USER", description = "Who did it.")
    private @Nullable String user;

    @Option(names = "--id", paramLabel = "ID", description = "Its own id: sent twice, it is mirrored once.")
    private @Nullable String id;

    @Option(
            names = "--timestamp",
            paramLabel = "TIME",
            description = "When it happened: RFC 3339 or Unix time (default: now).")
    private @Nullable String timestamp;

    @Parameters(index = "0", arity = "0..1", paramLabel = "MESSAGE", description = "What happened, in words.")
    private @Nullable String message;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "Metadata: key=text, or key:=JSON.")
    private List<String> metadata = List.of();

    EmitCommand(Shell shell) {
        this.shell = shell;
        this.agent = new AgentClient(shell);
    }

    @Override
    public Integer call() throws ExitException {
        if (site != null && !SiteNames.isValid(site)) {
            throw new ExitException(Exit.USAGE, "--site: must be " + SiteNames.RULE);
        }
        if (message != null) {
            return emitOne(message);
        }
        if (Stream.of(severity, type, action, user, id, timestamp).anyMatch(given -> given != null)) {
            throw new ExitException(
                    Exit.USAGE, "A message is missing. Lines of the standard input can be given nothing but --site.");
        }
        if (shell.interactive()) {
            throw new ExitException(Exit.USAGE, "Give a message, or NDJSON on the standard input; see emit --help.");
        }
        return new EmittedLines(shell, agent, site).send();
    }

    private int emitOne(String text) throws ExitException {
        AgentAnswer answer = agent.post(
                "/v1/events?answer=native",
                site,
                "application/json",
                event(text).getBytes(StandardCharsets.UTF_8));
        if (answer.status() != 202) {
            int code = answer.status() >= 400 && answer.status() < 500 ? Exit.DATA : Exit.UNAVAILABLE;
            throw new ExitException(code, "The agent refuses: " + answer.detail());
        }
        Map<String, @Nullable Object> told = answer.object();
        String given = told.get("ids") instanceof List<?> ids && !ids.isEmpty() ? String.valueOf(ids.get(0)) : "";
        boolean known = Json.number(told, "duplicates") > 0;
        shell.out().println((known ? "known already, not mirrored again: " : "accepted ") + Printable.of(given));
        return Exit.OK;
    }

    private String event(String text) throws ExitException {
        if (severity != null && Severity.read(severity).isEmpty()) {
            throw new ExitException(
                    Exit.USAGE, "--severity: may be critical, high, medium, low or informational, not " + severity);
        }
        var event = new EventText()
                .withTime("timestamp", timestamp)
                .with("site", site)
                .with("severity", severity)
                .with("message", text)
                .with("id", id)
                .with("type", type)
                .with("action", action)
                .with("user", user);
        for (String pair : metadata) {
            event.withPair(pair);
        }
        return event.json();
    }
}
