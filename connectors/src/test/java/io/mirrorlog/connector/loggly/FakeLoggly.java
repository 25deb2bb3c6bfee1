package io.mirrorlog.connector.loggly;

import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loggly's two endpoints in small: one event for a whole body, or one for each line. Where it is not known what Loggly does
 * with what breaks a rule, this one refuses.
 */
final class FakeLoggly implements FaultyHttpServer.Service {

    static final String TOKEN = "12345678-90ab-cdef-1234-567890abcdef";

    private static final Pattern TARGET =
            Pattern.compile("/(inputs|bulk)/([^/]+)(?:/tag/([A-Za-z0-9._-]{1,64}(?:,[A-Za-z0-9._-]{1,64})*))?/?");

    /**
     * What one can search for.
     *
     * @param fields empty for plain text
     */
    record Found(List<String> tags, String raw, Map<?, ?> fields) {}

    private final List<Found> events = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final AtomicLong arrivals = new AtomicLong();

    /** All of them, in the order in which they came. */
    List<Found> events() {
        return events;
    }

    /** Which of Loggly's limits a request has broken. */
    List<String> broken() {
        return broken;
    }

    /** How many there are. For any thread. */
    long arrivals() {
        return arrivals.get();
    }

    @Override
    public HttpAnswer answer(HttpCall call) {
        Matcher target = TARGET.matcher(call.target());
        if (!call.method().equals("POST") || !target.matches()) {
            return new HttpAnswer(404, "{\"message\":\"no such path\"}");
        }
        if (!target.group(2).equals(TOKEN)) {
            return new HttpAnswer(403, "{\"response\" : \"forbidden\"}");
        }
        if (call.bytes().length > 5_000_000) {
            return broken(413, "more than 5 MB");
        }
        List<String> tags =
                target.group(3) == null ? List.of() : List.of(target.group(3).split(","));
        boolean json = "application/json".equals(call.header("content-type"));
        List<String> raws = target.group(1).equals("inputs")
                ? List.of(call.text())
                : call.text().lines().filter(line -> !line.isBlank()).toList();
        List<Found> found = new ArrayList<>();
        for (String raw : raws) {
            if (raw.getBytes(StandardCharsets.UTF_8).length > 1_000_000) {
                return broken(400, "an event of more than 1 MB");
            }
            Map<?, ?> fields = Json.object(Json.read(raw));
            if (json && !hasTime(fields)) {
                return broken(400, "an event without a time");
            }
            if (Json.text(fields.get("message")).startsWith("bad")) {
                return new HttpAnswer(400, "{\"message\":\"malformed\"}");
            }
            found.add(new Found(tags, raw, fields));
        }
        events.addAll(found);
        arrivals.addAndGet(found.size());
        return new HttpAnswer(200, Map.of("Content-Type", "application/json"), "{\"response\" : \"ok\"}");
    }

    private HttpAnswer broken(int status, String limit) {
        broken.add(limit);
        return new HttpAnswer(status, limit);
    }

    private static boolean hasTime(Map<?, ?> fields) {
        try {
            OffsetDateTime.parse(Json.text(fields.get("timestamp")));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
