package io.mirrorlog.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.contract.HttpFault;
import io.mirrorlog.connector.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ElasticsearchTest extends AgainstService {

    private final FakeElasticsearch elasticsearch = new FakeElasticsearch();

    @Override
    FaultyHttpServer.Service service() {
        return call -> elasticsearch.answer(call);
    }

    @Override
    Preset preset() {
        return Preset.ELASTICSEARCH;
    }

    @Override
    String path() {
        return "/activity-{date}/_bulk";
    }

    @Override
    Map<String, String> credentials() {
        return Map.of("Authorization", "ApiKey key-secret");
    }

    /**
     * The bulk API as far as events need it: pairs of lines with an end behind the last, {@code create} only, an id of at most
     * 512 bytes, a source that is one object, one answer for each.
     * https://www.elastic.co/guide/en/elasticsearch/reference/8.19/docs-bulk.html
     */
    private static final class FakeElasticsearch {

        private final Map<String, Map<?, ?>> documents = new LinkedHashMap<>();
        private final Map<String, String> says = new LinkedHashMap<>();

        HttpAnswer answer(HttpCall call) {
            if (!"ApiKey key-secret".equals(call.header("authorization"))) {
                return json(401, "{\"error\":{\"type\":\"security_exception\"},\"status\":401}");
            }
            String body = call.text();
            boolean bulk = call.target().matches("/activity-2026-11-21/_bulk")
                    && call.method().equals("POST");
            if (!bulk || !"application/x-ndjson".equals(call.header("content-type")) || !body.endsWith("\n")) {
                return json(400, "{\"error\":{\"type\":\"illegal_argument_exception\"},\"status\":400}");
            }
            List<String> items = new ArrayList<>();
            String[] lines = body.split("\n");
            for (int i = 0; i < lines.length; i += 2) {
                Map<?, ?> create = Json.object(Json.object(Json.read(lines[i])).get("create"));
                Map<?, ?> source = Json.object(Json.read(lines[i + 1]));
                String id = Json.text(create.get("_id"));
                if (id.isEmpty() || id.length() > 512 || source.isEmpty()) {
                    return json(400, "{\"error\":{\"type\":\"illegal_argument_exception\"},\"status\":400}");
                }
                Instant.parse(Json.text(source.get("@timestamp")));
                items.add("{\"create\":{\"_index\":\"activity\",\"_id\":\"" + id + "\"," + taken(id, source) + "}}");
            }
            return json(200, "{\"took\":1,\"errors\":true,\"items\":[" + String.join(",", items) + "]}");
        }

        private String taken(String id, Map<?, ?> source) {
            String said = says.get(Json.text(source.get("message")));
            if (said != null) {
                return said;
            }
            return documents.putIfAbsent(id, source) == null
                    ? "\"status\":201,\"result\":\"created\""
                    : error(409, "version_conflict_engine_exception", "document already exists");
        }

        static String error(int status, String type, String reason) {
            return "\"status\":" + status + ",\"error\":{\"type\":\"" + type + "\",\"reason\":\"" + reason + "\"}";
        }
    }

    private static List<Entry> three() {
        return List.of(entry(1, "first one"), entry(2, "second one"), entry(3, "third one"));
    }

    @Test
    void makesADocumentOfEachEvent() throws Exception {
        try (var connector = connector()) {
            assertThat(connector.deliver(three())).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(elasticsearch.documents).hasSize(3);
        Map<?, ?> document = elasticsearch.documents.values().iterator().next();
        assertThat(document.get("@timestamp")).isEqualTo("2026-11-21T09:42:07.000000001Z");
        assertThat(document.get("message")).isEqualTo("first one");
        assertThat(document.get("line")).isEqualTo(LINE.replace("said", "first one"));
    }

    @Test
    void hasWhatIsSentAgainOnce() throws Exception {
        server().next(HttpFault.LOSES_THE_ANSWER);
        try (var connector = connector()) {
            assertThat(connector.deliver(three())).isInstanceOf(Outcome.Retry.class);
            assertThat(elasticsearch.documents).hasSize(3);
            assertThat(connector.deliver(three())).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(elasticsearch.documents).hasSize(3);
    }

    @Test
    void keepsAnotherEventWithTheSameId() throws Exception {
        try (var connector = connector()) {
            connector.deliver(List.of(entry(1, "first one")));
            assertThat(connector.deliver(List.of(entry(1, "first one but other"))))
                    .isEqualTo(Outcome.DELIVERED);
            assertThat(connector.deliver(List.of(entry(1, "first one", "{}")))).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(elasticsearch.documents).hasSize(3);
    }

    @Test
    void setsAsideWhatCannotBeIndexedAndOffersAgainWhatWasTooMuch() throws Exception {
        elasticsearch.says.put(
                "first one",
                FakeElasticsearch.error(
                        400,
                        "document_parsing_exception",
                        "failed to parse field [a] of type [long]. Preview of field's value: 'content'"));
        elasticsearch.says.put(
                "third one", FakeElasticsearch.error(429, "es_rejected_execution_exception", "queue is full"));
        try (var connector = connector()) {
            assertThat(connector.deliver(three()))
                    .isEqualTo(new Outcome.Mixed(
                            Map.of(
                                    1L,
                                    "status 400 for the event from 127.0.0.1: document_parsing_exception: failed to parse"
                                            + " field [a] of type [long]."),
                            Set.of(3L)));
        }
        assertThat(elasticsearch.documents).hasSize(1);
    }

    @Test
    void waitsWhileAllOfItIsTooMuch() throws Exception {
        elasticsearch.says.put("first one", FakeElasticsearch.error(429, "es_rejected_execution_exception", "full"));
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one")))).isInstanceOf(Outcome.Retry.class);
        }
    }

    @Test
    void isBlockedWhereTheIndexTakesNothing() throws Exception {
        elasticsearch.says.put("first one", FakeElasticsearch.error(403, "cluster_block_exception", "read-only"));
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one"))))
                    .isEqualTo(new Outcome.Blocked(
                            "status 403 for the event from 127.0.0.1: cluster_block_exception: read-only"));
        }
    }

    @Test
    void isBlockedByWrongCredentials() throws Exception {
        try (var connector = connector(path(), Map.of("Authorization", "ApiKey other-secret"))) {
            assertThat(connector.deliver(three())).isInstanceOf(Outcome.Blocked.class);
        }
    }

    @Test
    void doesNotTrustAnAnswerThatTellsOfLess() throws Exception {
        server().next(json(200, "{\"errors\":false,\"items\":[]}"), json(200, "<html>"));
        try (var connector = connector()) {
            assertThat(connector.deliver(three())).isInstanceOf(Outcome.Retry.class);
            assertThat(connector.deliver(three())).isInstanceOf(Outcome.Retry.class);
        }
    }
}
