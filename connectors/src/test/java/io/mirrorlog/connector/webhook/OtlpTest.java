package io.mirrorlog.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.http.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OtlpTest extends AgainstService {

    private static final Set<String> RECORD_KEYS =
            Set.of("timeUnixNano", "severityNumber", "severityText", "body", "attributes");
    private static final Set<String> VALUE_KEYS =
            Set.of("stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue");

    private final List<Map<?, ?>> records = new ArrayList<>();
    private final List<String> services = new ArrayList<>();

    @Override
    FaultyHttpServer.Service service() {
        return this::answer;
    }

    @Override
    Preset preset() {
        return Preset.OTLP;
    }

    @Override
    String path() {
        return "/v1/logs";
    }

    @Override
    Map<String, String> credentials() {
        return Map.of("X-Api-Key", "otlp-secret");
    }

    /**
     * A receiver as the protocol wants it: lower camel case, 64-bit numbers as texts, enums as numbers, values of exactly one
     * kind, attributes with unique keys; records with a bad message are rejected, the others taken.
     * https://github.com/open-telemetry/opentelemetry-proto/blob/main/docs/specification.md#otlphttp-response
     */
    private HttpAnswer answer(HttpCall call) {
        if (!call.target().equals("/v1/logs") || !"application/json".equals(call.header("content-type"))) {
            return json(404, "{\"code\":5,\"message\":\"not found\"}");
        }
        int rejected = 0;
        for (Object resource : Json.list(Json.object(Json.read(call.text())).get("resourceLogs"))) {
            Map<?, ?> attributes = attributes(Json.object(Json.object(resource).get("resource")));
            for (Object scope : Json.list(Json.object(resource).get("scopeLogs"))) {
                for (Object record : Json.list(Json.object(scope).get("logRecords"))) {
                    Map<?, ?> fields = Json.object(record);
                    if (!isValid(fields)) {
                        return json(400, "{\"code\":3,\"message\":\"invalid record\"}");
                    }
                    if (Json.text(Json.object(fields.get("body")).get("stringValue"))
                            .startsWith("bad")) {
                        rejected++;
                    } else {
                        services.add(Json.text(
                                Json.object(attributes.get("service.name")).get("stringValue")));
                        records.add(fields);
                    }
                }
            }
        }
        return json(
                200,
                rejected == 0
                        ? "{}"
                        : "{\"partialSuccess\":{\"rejectedLogRecords\":\"" + rejected
                                + "\",\"errorMessage\":\"too bad\"}}");
    }

    private static boolean isValid(Map<?, ?> record) {
        return RECORD_KEYS.containsAll(record.keySet())
                && record.get("timeUnixNano") instanceof String time
                && time.matches("[0-9]{1,19}")
                && record.get("severityNumber") instanceof Json.Digits
                && isValue(record.get("body"))
                && attributes(record).values().stream().allMatch(OtlpTest::isValue);
    }

    private static boolean isValue(@Nullable Object value) {
        Map<?, ?> kinds = Json.object(value);
        if (kinds.isEmpty()) {
            return value instanceof Map<?, ?>;
        }
        if (kinds.size() != 1 || !VALUE_KEYS.containsAll(kinds.keySet())) {
            return false;
        }
        boolean list = Json.list(Json.object(kinds.get("arrayValue")).get("values")).stream()
                .allMatch(OtlpTest::isValue);
        boolean members = Json.list(Json.object(kinds.get("kvlistValue")).get("values")).stream()
                .allMatch(member -> isValue(Json.object(member).get("value")));
        Object number = kinds.get("intValue");
        return list && members && (number == null || number instanceof String);
    }

    /** By key; none where one stands twice. */
    private static Map<?, ?> attributes(Map<?, ?> holder) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        Set<String> keys = new HashSet<>();
        for (Object attribute : Json.list(holder.get("attributes"))) {
            String key = Json.text(Json.object(attribute).get("key"));
            assertThat(keys.add(key)).as("attribute %s is there once", key).isTrue();
            values.put(key, Json.object(attribute).get("value"));
        }
        return values;
    }

    @Test
    void makesARecordOfEachEvent() throws Exception {
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one"), entry(2, "second one"))))
                    .isEqualTo(Outcome.DELIVERED);
        }
        assertThat(services).containsExactly("my shop", "my shop");
        Map<?, ?> record = records.get(0);
        assertThat(record.get("timeUnixNano")).isEqualTo("1795254127000000001");
        assertThat(record.get("severityNumber")).isEqualTo(new Json.Digits("17"));
        assertThat(record.get("severityText")).isEqualTo("HIGH");
        assertThat(record.get("body")).isEqualTo(Map.of("stringValue", "first one"));
        Map<?, ?> attributes = attributes(record);
        assertThat(attributes.get("id")).isEqualTo(Map.of("stringValue", "id-1"));
        assertThat(attributes.get("line")).isEqualTo(Map.of("stringValue", LINE.replace("said", "first one")));
        assertThat(attributes.get("metadata"))
                .hasToString(
                        "{kvlistValue={values=[{key=a, value={doubleValue=Digits[text=1.50]}}, {key=b,"
                                + " value={arrayValue={values=[{boolValue=true}, {}]}}}, {key=big, value={stringValue=1E400}}]}}");
    }

    @Test
    void setsAsideWhatIsAllRejected() throws Exception {
        try (var connector = connector()) {
            Outcome outcome = connector.deliver(List.of(entry(1, "bad one"), entry(2, "bad two")));
            String reason = "127.0.0.1 has rejected 2 of 2 records: too bad";
            assertThat(outcome).isEqualTo(new Outcome.Mixed(Map.of(1L, reason, 2L, reason), Set.of()));
        }
    }

    @Test
    void looksForTheRejectedOneWhereOthersAreTaken() throws Exception {
        List<Entry> two = List.of(entry(1, "first one"), entry(2, "bad one"));
        try (var connector = connector()) {
            assertThat(connector.deliver(two))
                    .isEqualTo(new Outcome.TooLarge("127.0.0.1 has rejected 1 of 2 records: too bad"));
            assertThat(connector.deliver(two.subList(0, 1))).isEqualTo(Outcome.DELIVERED);
            assertThat(connector.deliver(two.subList(1, 2))).isInstanceOf(Outcome.Mixed.class);
        }
        assertThat(records).hasSize(2);
    }

    @Test
    void takesAWarningForWhatItIs() throws Exception {
        server().next(json(200, "{\"partialSuccess\":{\"rejectedLogRecords\":0,\"errorMessage\":\"slow down\"}}"));
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one")))).isEqualTo(Outcome.DELIVERED);
        }
    }

    @Test
    void waitsAsLongAsItIsAsked() throws Exception {
        server().next(new HttpAnswer(503, Map.of("Retry-After", "7"), "{\"code\":14}"));
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one"))))
                    .isInstanceOfSatisfying(
                            Outcome.Retry.class,
                            retry -> assertThat(retry.notBefore()).hasSeconds(7));
        }
    }
}
