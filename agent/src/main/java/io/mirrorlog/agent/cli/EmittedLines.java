package io.mirrorlog.agent.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends the NDJSON of the standard input, part by part; says of every line that was not taken why. For one use. */
final class EmittedLines {

    /** Any amount passes through little memory. */
    private static final int PART_BYTES = 1 << 20;

    private static final int PART_EVENTS = 5_000;

    /** What the agent takes as one event. */
    private static final int LINE_BYTES = 1 << 20;

    private final Shell shell;
    private final AgentClient agent;
    private final @Nullable String site;
    private final Lines lines;
    private long accepted;
    private long known;
    private boolean allTaken = true;

    EmittedLines(Shell shell, AgentClient agent, @Nullable String site) {
        this.shell = shell;
        this.agent = agent;
        this.site = site;
        this.lines = new Lines(new BufferedInputStream(shell.in(), 1 << 16), LINE_BYTES);
    }

    int send() throws ExitException {
        var parts = new LineParts(lines, PART_EVENTS, PART_BYTES);
        try {
            for (LineParts.Part part = parts.next(); part != null; part = parts.next()) {
                part.tooLong().forEach(line -> tell(line, "has more than " + LINE_BYTES + " bytes"));
                if (!part.numbers().isEmpty()) {
                    send(part);
                }
            }
        } catch (IOException e) {
            throw new ExitException(
                    Exit.DATA, "line " + (lines.number() + 1) + ": the input cannot be read: " + e.getMessage());
        } finally {
            shell.out().println("accepted " + Words.count(accepted, "event") + alreadyKnown());
        }
        return allTaken ? Exit.OK : Exit.DATA;
    }

    private String alreadyKnown() {
        return known == 0 ? "" : ", " + Words.number(known) + " of them known already and not mirrored again";
    }

    private void send(LineParts.Part part) throws ExitException {
        String path = "/v1/events?answer=native" + (site == null ? "" : "&site=" + AgentClient.encoded(site));
        AgentAnswer answer;
        try {
            answer = agent.post(path, site, "application/x-ndjson", part.bytes());
        } catch (ExitException e) {
            throw stopped(e.code(), part, String.valueOf(e.getMessage()));
        }
        if (answer.status() == 202 || answer.status() == 207) {
            Map<String, @Nullable Object> told = answer.object();
            accepted += Json.number(told, "accepted");
            known += Json.number(told, "duplicates");
        }
        if (answer.status() != 202) {
            tellRefused(answer, part);
        }
        shell.err().flush();
    }

    private void tellRefused(AgentAnswer answer, LineParts.Part part) throws ExitException {
        if (!(answer.object().get("errors") instanceof List<?> errors)) {
            int code = answer.status() >= 500 ? Exit.UNAVAILABLE : Exit.DATA;
            throw stopped(code, part, "The agent refuses: " + answer.detail());
        }
        for (Object error : errors) {
            if (error instanceof Map<?, ?> one) {
                int index = Integer.parseInt(String.valueOf(one.get("index")));
                String field = String.valueOf(one.get("field"));
                tell(part.numbers().get(index), (field.isEmpty() ? "" : field + ": ") + one.get("problem"));
            }
        }
    }

    private void tell(long line, String problem) {
        allTaken = false;
        shell.err().println("line " + line + ": " + Printable.of(problem));
    }

    private static ExitException stopped(int code, LineParts.Part part, String why) {
        return new ExitException(code, "Stopped at line " + part.numbers().get(0) + ". " + why);
    }
}
