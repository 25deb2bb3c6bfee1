package io.mirrorlog.agent.poll;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.JsonScanner.Kind;
import io.mirrorlog.connector.http.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code api.php} answered, taken apart: the entries to the byte, all else as it is needed. */
final class WikiAnswer {

    private record Span(int from, int to) {}

    private final byte[] body;
    private final Map<String, Span> parts;

    private WikiAnswer(byte[] body, Map<String, Span> parts) {
        this.body = body;
        this.parts = parts;
    }

    /** @return null when the text is no JSON object */
    static @Nullable WikiAnswer of(String text) {
        byte[] body = text.getBytes(UTF_8);
        var scanner = JsonScanner.withoutNames(body, 0, body.length);
        try {
            if (scanner.peek() != '{') {
                return null;
            }
            var answer = new WikiAnswer(body, members(scanner));
            return scanner.peek() < 0 ? answer : null;
        } catch (BrokenJson e) {
            return null;
        }
    }

    private static Map<String, Span> members(JsonScanner scanner) throws BrokenJson {
        Map<String, Span> members = new HashMap<>();
        scanner.open();
        while (scanner.more('}')) {
            String name =
                    scanner.nameAmong("query", "logevents", "continue", "error", "warnings", "curtimestamp", "login");
            Kind unused = scanner.value();
            members.put(name, new Span(scanner.valueStart(), scanner.at()));
        }
        return members;
    }

    /** One part of it, as {@link Json} reads it; null when there is none. */
    @Nullable
    Object part(String name) {
        Span span = parts.get(name);
        return span == null ? null : Json.read(new String(body, span.from(), span.to() - span.from(), UTF_8));
    }

    /** What has to be added to the request for the next page; empty when there is none. */
    Map<String, String> more() {
        Map<String, String> more = new LinkedHashMap<>();
        Json.object(part("continue")).forEach((name, value) -> more.put(String.valueOf(name), Json.text(value)));
        return more;
    }

    /** What the wiki's clock shows; null when it does not say so. */
    @Nullable
    Instant wikiTime() {
        try {
            return Instant.parse(Json.text(part("curtimestamp")));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * The entries, in the order of the answer.
     *
     * @return null when there is no list of entries, or one that lacks its number or its time
     */
    @Nullable
    List<WikiEntry> entries() {
        Span query = parts.get("query");
        try {
            Span list = query == null ? null : among(query, "logevents");
            return list == null || body[list.from()] != '[' ? null : entries(list);
        } catch (BrokenJson | DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private @Nullable Span among(Span object, String name) throws BrokenJson {
        return body[object.from()] == '{'
                ? members(JsonScanner.withoutNames(body, object.from(), object.to()))
                        .get(name)
                : null;
    }

    private @Nullable List<WikiEntry> entries(Span list) throws BrokenJson {
        List<WikiEntry> entries = new ArrayList<>();
        var scanner = JsonScanner.withoutNames(body, list.from(), list.to());
        scanner.open();
        while (scanner.more(']')) {
            WikiEntry entry = scanner.peek() == '{' ? entry(scanner) : null;
            if (entry == null) {
                return null;
            }
            entries.add(entry);
        }
        return entries;
    }

    private @Nullable WikiEntry entry(JsonScanner scanner) throws BrokenJson {
        int start = scanner.at();
        long logid = 0;
        Instant timestamp = null;
        scanner.open();
        while (scanner.more('}')) {
            String name = scanner.nameAmong("logid", "timestamp");
            Kind kind = scanner.value();
            if (name.equals("logid") && kind == Kind.INTEGER) {
                logid = Long.parseLong(scanner.json());
            } else if (name.equals("timestamp") && kind == Kind.STRING) {
                timestamp = Instant.parse(scanner.text());
            }
        }
        return logid < 1 || timestamp == null
                ? null
                : new WikiEntry(logid, timestamp, new String(body, start, scanner.at() - start, UTF_8));
    }
}
