package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.JsonStrings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at the status again and again: in place on a terminal, one table below the other elsewhere. */
final class StatusWatch {

    private static final String CLEAR = "\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private final Shell shell;
    private final AgentClient agent;
    private final boolean json;
    private Rates rates = Rates.UNKNOWN;

    StatusWatch(Shell shell, AgentClient agent, boolean json) {
        this.shell = shell;
        this.agent = agent;
        this.json = json;
    }

    /**
     * Goes on until Ctrl-C, also while the agent is away; returns when nobody reads the output any more.
     *
     * @throws ExitException when the first look already fails
     */
    int every(Duration interval) throws ExitException {
        return UntilStopped.go(() -> {
            shell.out().print(shell.coloured() && !json ? CLEAR : "");
            for (String text = look(); show(text); text = lookAgain()) {
                shell.pause().pause(interval);
            }
        });
    }

    private String look() throws ExitException {
        AgentAnswer answer = agent.get("/v1/status", Map.of());
        Map<String, @Nullable Object> status = answer.require(200).object();
        Instant now = shell.clock().instant();
        String text = json ? answer.body().strip() : StatusTable.watched(status, now, shell.coloured(), rates);
        rates = Rates.in(status, now);
        return text;
    }

    /** An agent that is away may come back; until then its place shows why there is nothing to see. */
    private String lookAgain() {
        try {
            return look();
        } catch (ExitException e) {
            rates = Rates.UNKNOWN;
            String why = Printable.lines(String.valueOf(e.getMessage()));
            return json ? "{\"unavailable\":" + quoted(why) + "}" : why;
        }
    }

    private static String quoted(String text) {
        var json = new StringBuilder(text.length() + 2);
        JsonStrings.appendQuoted(json, text);
        return json.toString();
    }

    /** False when nobody is there to see it. */
    private boolean show(String text) {
        if (json) {
            shell.out().println(text);
        } else if (shell.coloured()) {
            shell.out().print(HOME + text.replace("\n", REST_OF_LINE + "\n") + REST_OF_LINE + "\n" + REST_OF_SCREEN);
        } else {
            shell.out().println(text + "\n");
        }
        return !shell.out().checkError();
    }
}
