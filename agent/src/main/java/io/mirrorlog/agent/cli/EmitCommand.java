package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.console.Terminal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one event made of arguments, or many as NDJSON from the standard input. */
@Command(
        name = "emit",
        description = "Sends an event to the agent, or NDJSON from the standard input when no message is given.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  mirrorlog emit --site shop --severity high \"Password changed\" user=admin ip=203.0.113.9",
            "  mirrorlog emit \"Order paid\" order:=4711 items:='[\"a\",\"b\"]'",
            "  mirrorlog emit --site shop < events.ndjson"
        })
final class EmitCommand implements Callable<Integer> {

    /** NDJSON is sent in parts of about this size, so that any amount passes through little memory. */
    private static final int PART_BYTES = 1 << 20;

    private static final int PART_EVENTS = 5_000;

    @Mixin
    private AgentClient agent = new AgentClient();

    @Option(names = "--site", paramLabel = "NAME", description = "The site that the events belong to.")
    private @Nullable String site;

    @Option(
            names = "--severity",
            paramLabel = "WORD",
            description = "critical, high, medium, low or informational (the default).")
    private @Nullable String severity;

    @Option(names = "--type", paramLabel = "TYPE", description = "What kind of thing happened, such as user or 1000.")
    private @Nullable String type;

    @Option(names = "--action", paramLabel = "ACTION", description = "What was done, such as login.")
    private @Nullable String action;

    @Option(names = "--user", paramLabel = "USER", description = "Who did it.")
    private @Nullable String user;

    @Option(names = "--id", paramLabel = "ID", description = "The event's own id: sent twice, it is mirrored once.")
    private @Nullable String id;

    @Option(names = "--timestamp", paramLabel = "TIME", description = "When it happened (RFC 3339; default: now).")
    private @Nullable String timestamp;

    @Parameters(index = "0", arity = "0..1", paramLabel = "MESSAGE", description = "What happened.")
    private @Nullable String message;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "Metadata: key=text, or key:=JSON for numbers, lists and objects.")
    private List<String> metadata = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws ExitException, IOException {
        if (message != null) {
            return sendOne(message);
        }
        if (Terminal.isInteractive()) {
            throw new ExitException(Exit.USAGE, "Give a message, or NDJSON on the standard input; see emit --help.");
        }
        return sendLines(new BufferedInputStream(System.in, 1 << 16));
    }

    private int sendOne(String text) throws ExitException {
        byte[] body = event(text).getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer = agent.post("/v1/events", site, "application/json", body);
        requireTaken(answer, 0);
        Map<String, @Nullable Object> told = Json.object(answer.body());
        String firstId = told.get("ids") instanceof List<?> ids ? String.valueOf(ids.get(0)) : "";
        boolean duplicate = "1".equals(told.get("duplicates"));
        print((duplicate ? "known already, not mirrored again: " : "accepted ") + firstId);
        return Exit.OK;
    }

    private String event(String text) throws ExitException {
        Map<String, String> members = new LinkedHashMap<>();
        put(members, "timestamp", timestamp);
        put(members, "site", site);
        put(members, "severity", severity);
        put(members, "message", text);
        put(members, "id", id);
        put(members, "type", type);
        put(members, "action", action);
        put(members, "user", user);
        for (String pair : metadata) {
            addMetadata(members, pair);
        }
        var json = new StringBuilder("{");
        members.forEach((key, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            JsonStrings.appendQuoted(json, key);
            json.append(':').append(value);
        });
        return json.append('}').toString();
    }

    private static void addMetadata(Map<String, String> members, String pair) throws ExitException {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new ExitException(Exit.USAGE, pair + ": metadata is key=text or key:=JSON");
        }
        boolean raw = pair.charAt(equals - 1) == ':';
        String key = pair.substring(0, raw ? equals - 1 : equals);
        String value = pair.substring(equals + 1);
        if (members.putIfAbsent(key, raw ? value : JsonStrings.quote(value)) != null) {
            throw new ExitException(Exit.USAGE, key + ": is given twice");
        }
    }

    private static void put(Map<String, String> members, String key, @Nullable String value) {
        if (value != null) {
            members.put(key, JsonStrings.quote(value));
        }
    }

    private int sendLines(InputStream in) throws ExitException, IOException {
        String path = "/v1/events" + (site == null ? "" : "?site=" + URLEncoder.encode(site, StandardCharsets.UTF_8));
        var lines = new LineParts(in, PART_EVENTS, PART_BYTES);
        long accepted = 0;
        long duplicates = 0;
        boolean allTaken = true;
        for (LineParts.Part part = lines.next(); part != null; part = lines.next()) {
            HttpResponse<String> answer = agent.post(path, site, "application/x-ndjson", part.bytes());
            if (answer.statusCode() != 202) {
                allTaken = false;
                tellRefused(answer, part);
            }
            if (answer.statusCode() == 202 || answer.statusCode() == 207) {
                Map<String, @Nullable Object> told = Json.object(answer.body());
                accepted += Long.parseLong(String.valueOf(told.get("accepted")));
                duplicates += Long.parseLong(String.valueOf(told.get("duplicates")));
            }
        }
        print("accepted " + accepted + (duplicates == 0 ? "" : ", of which " + duplicates + " were known already"));
        return allTaken ? Exit.OK : Exit.DATA;
    }

    private void tellRefused(HttpResponse<String> answer, LineParts.Part part) throws ExitException {
        Map<String, @Nullable Object> told = Json.object(answer.body());
        if (!(told.get("errors") instanceof List<?> errors)) {
            requireTaken(answer, part.firstLine());
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        for (Object error : errors) {
            if (error instanceof Map<?, ?> one) {
                int index = Integer.parseInt(String.valueOf(one.get("index")));
                Object field = one.get("field");
                String where = field == null || field.toString().isEmpty() ? "" : field + ": ";
                err.println("line " + part.lineOf(index) + ": " + where + one.get("problem"));
            }
        }
        err.flush();
    }

    /** @param line where the refused part of the input begins; 0 for an event made of arguments */
    private static void requireTaken(HttpResponse<String> answer, long line) throws ExitException {
        int status = answer.statusCode();
        if (status == 202 || status == 201) {
            return;
        }
        String from = line == 0 ? "" : "From line " + line + " on: ";
        String detail = Json.text(answer.body(), "detail");
        throw new ExitException(status >= 500 ? Exit.UNAVAILABLE : Exit.DATA, from + detail);
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
