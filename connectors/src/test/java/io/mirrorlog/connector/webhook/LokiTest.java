package io.mirrorlog.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.http.Json;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LokiTest extends AgainstService {

    private static final long OLDEST = 1_795_000_000_000_000_000L;

    /** Stream, time and line: one that comes twice is there once. */
    private final Set<List<String>> lines = new LinkedHashSet<>();

    @Override
    FaultyHttpServer.Service service() {
        return this::answer;
    }

    @Override
    Preset preset() {
        return Preset.LOKI;
    }

    @Override
    String path() {
        return "/loki/api/v1/push";
    }

    @Override
    Map<String, String> credentials() {
        return Map.of("X-Scope-OrgID", "tenant-1");
    }

    /**
     * The push API: streams with one label at least, values of a time in nanoseconds as a text and a line; what is too old
     * is refused, the rest of such a request taken.
     * https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
     */
    private HttpAnswer answer(HttpCall call) {
        if (call.header("x-scope-orgid") == null) {
            return new HttpAnswer(401, "no org id\n");
        }
        if (!call.target().equals(path()) || !"application/json".equals(call.header("content-type"))) {
            return new HttpAnswer(404, "404 page not found\n");
        }
        List<String> refused = new ArrayList<>();
        for (Object item : Json.list(Json.object(Json.read(call.text())).get("streams"))) {
            Map<?, ?> labels = Json.object(Json.object(item).get("stream"));
            boolean valid = labels.entrySet().stream()
                    .allMatch(label -> String.valueOf(label.getKey()).matches("[a-zA-Z_][a-zA-Z0-9_]*")
                            && label.getValue() instanceof String);
            List<?> values = Json.list(Json.object(item).get("values"));
            if (labels.isEmpty() || !valid || values.isEmpty()) {
                return new HttpAnswer(400, "error at least one label pair is required per stream\n");
            }
            for (Object value : values) {
                List<?> pair = Json.list(value);
                if (pair.size() != 2
                        || !(pair.get(0) instanceof String time)
                        || !(pair.get(1) instanceof String line)) {
                    return new HttpAnswer(
                            400, "loghttp.PushRequest.Streams: unmarshalerDecoder: Value is not a string\n");
                }
                if (Long.parseLong(time) < OLDEST) {
                    refused.add("entry for stream '" + labels + "' has timestamp too old\n");
                } else {
                    lines.add(List.of(labels.toString(), time, line));
                }
            }
        }
        return refused.isEmpty() ? new HttpAnswer(204, "") : new HttpAnswer(400, String.join("", refused));
    }

    private static Entry old(long sequence) {
        Entry entry = entry(sequence, "an old one");
        Event event = entry.event();
        var before = new Event(
                OffsetDateTime.parse("2026-01-01T00:00:00Z"),
                event.site(),
                event.severity(),
                event.message(),
                event.id(),
                null,
                null,
                null,
                "{}",
                "{}");
        return new Entry(sequence, before, entry.identifier(), entry.text());
    }

    @Test
    void pushesTheLineAtItsNanosecondWithFewLabels() throws Exception {
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one"), entry(2, "second one"))))
                    .isEqualTo(Outcome.DELIVERED);
        }
        assertThat(lines)
                .first()
                .isEqualTo(List.of(
                        "{service_name=mirrorlog, site=my shop, level=error}",
                        "1795254127000000001",
                        LINE.replace("said", "first one")));
        assertThat(lines).hasSize(2);
    }

    @Test
    void findsWhatIsTooOldAndHasTheRestOnce() throws Exception {
        List<Entry> three = List.of(entry(1, "first one"), old(2), entry(3, "third one"));
        try (var connector = connector()) {
            assertThat(connector.deliver(three)).isInstanceOf(Outcome.TooLarge.class);
            assertThat(connector.deliver(three.subList(0, 1))).isEqualTo(Outcome.DELIVERED);
            assertThat(connector.deliver(three.subList(1, 2)))
                    .isInstanceOfSatisfying(
                            Outcome.Mixed.class,
                            mixed -> assertThat(mixed.refused()).containsOnlyKeys(2L));
            assertThat(connector.deliver(three.subList(2, 3))).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(lines).hasSize(2);
    }

    @Test
    void waitsWhileItIsTooMuch() throws Exception {
        server().next(new HttpAnswer(429, "ingestion rate limit exceeded for user tenant-1"));
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one")))).isInstanceOf(Outcome.Retry.class);
        }
    }

    @Test
    void isBlockedWithoutItsTenant() throws Exception {
        try (var connector = connector(path(), Map.of())) {
            assertThat(connector.deliver(List.of(entry(1, "first one"))))
                    .isEqualTo(new Outcome.Blocked("HTTP 401 from 127.0.0.1: no org id"));
        }
    }
}
