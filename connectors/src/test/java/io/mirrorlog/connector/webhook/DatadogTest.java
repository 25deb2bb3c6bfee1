package io.mirrorlog.connector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatadogTest extends AgainstService {

    private final List<Map<?, ?>> logs = new ArrayList<>();

    @Override
    FaultyHttpServer.Service service() {
        return this::answer;
    }

    @Override
    Preset preset() {
        return Preset.DATADOG;
    }

    @Override
    String path() {
        return "/api/v2/logs";
    }

    @Override
    Map<String, String> credentials() {
        return Map.of("DD-API-KEY", "0123456789abcdef0123456789abcdef");
    }

    /**
     * The intake: an array of at most 1,000 logs and 5 MB, none above 1 MB, which it would cut; 202 takes all.
     * https://docs.datadoghq.com/api/latest/logs/#send-logs
     */
    private HttpAnswer answer(HttpCall call) {
        String key = call.header("dd-api-key");
        if (key == null) {
            return json(401, "{\"errors\":[{\"status\":\"401\",\"title\":\"Unauthorized\"}]}");
        }
        if (!key.equals("0123456789abcdef0123456789abcdef")) {
            return json(403, "{\"errors\":[{\"status\":\"403\",\"title\":\"Forbidden\",\"detail\":\"" + key + "\"}]}");
        }
        if (call.text().getBytes(UTF_8).length > 5_000_000) {
            return json(413, "{\"errors\":[{\"status\":\"413\",\"title\":\"Request Entity Too Large\"}]}");
        }
        List<?> array = Json.list(Json.read(call.text()));
        boolean fine = !array.isEmpty()
                && array.size() <= 1000
                && array.stream().allMatch(log -> Json.object(log).get("message") instanceof String);
        if (!fine || !"application/json".equals(call.header("content-type"))) {
            return json(400, "{\"errors\":[{\"status\":\"400\",\"title\":\"Bad Request\"}]}");
        }
        array.forEach(log -> logs.add(Json.object(log)));
        return json(202, "{}");
    }

    @Test
    void sendsTheLineWithTheEventBeside() throws Exception {
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one"), entry(2, "second one"))))
                    .isEqualTo(Outcome.DELIVERED);
        }
        assertThat(logs).hasSize(2);
        Map<?, ?> log = logs.get(0);
        assertThat(log.get("message")).isEqualTo(LINE.replace("said", "first one"));
        assertThat(log.get("status")).isEqualTo("error");
        assertThat(log.get("service")).isEqualTo("my shop");
        assertThat(log.get("hostname")).isEqualTo("shop");
        assertThat(log.get("timestamp")).isEqualTo(new Json.Digits("1795254127000"));
        assertThat(Json.object(log.get("event")).get("id")).isEqualTo("id-1");
    }

    @Test
    void sendsNoMoreAtOnceThanItTakes() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(900_000) + "\"}";
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(
                            entry(1, "1", large),
                            entry(2, "2", large),
                            entry(3, "3", large),
                            entry(4, "4", large),
                            entry(5, "5", large),
                            entry(6, "6", large))))
                    .isEqualTo(new Outcome.Delivered(5, null));
        }
    }

    @Test
    void doesNotSendWhatWouldBeCut() throws Exception {
        String tooLarge = "{\"text\":\"" + "x".repeat(1_000_000) + "\"}";
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "1"), entry(2, "2", tooLarge))))
                    .isEqualTo(new Outcome.Delivered(1, null));
            assertThat(connector.deliver(List.of(entry(2, "2", tooLarge))))
                    .isEqualTo(new Outcome.TooLarge(
                            "the event is larger than the 1000000 bytes that 127.0.0.1 keeps of one"));
        }
        assertThat(logs).hasSize(1);
    }

    @Test
    void isBlockedByAnotherKeyThatIsNotShown() throws Exception {
        try (var connector = connector(path(), Map.of("DD-API-KEY", "other-secret-key"))) {
            Outcome outcome = connector.deliver(List.of(entry(1, "first one")));
            assertThat(outcome).isInstanceOf(Outcome.Blocked.class);
            assertThat(outcome.toString()).contains("Forbidden").doesNotContain("other-secret-key");
        }
    }
}
