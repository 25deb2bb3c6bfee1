package io.mirrorlog.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplunkTest extends AgainstService {

    private final List<Map<?, ?>> indexed = new ArrayList<>();

    @Override
    FaultyHttpServer.Service service() {
        return this::answer;
    }

    @Override
    Preset preset() {
        return Preset.SPLUNK_HEC;
    }

    @Override
    String path() {
        return "/services/collector/event";
    }

    @Override
    Map<String, String> credentials() {
        return Map.of("Authorization", "Splunk 11111111-2222-3333-4444-555555555555");
    }

    /**
     * The collector: the token in its header, at most 1 MB, objects with an {@code event} that is not blank and a {@code time}
     * in seconds; of a request with a bad one nothing is indexed.
     * https://docs.splunk.com/Documentation/Splunk/9.3.0/Data/TroubleshootHTTPEventCollector
     */
    private HttpAnswer answer(HttpCall call) {
        String authorization = String.valueOf(call.header("authorization"));
        if (!authorization.startsWith("Splunk ")) {
            return json(401, "{\"text\":\"Token is required\",\"code\":2}");
        }
        if (!authorization.equals("Splunk 11111111-2222-3333-4444-555555555555")) {
            return json(403, "{\"text\":\"Invalid token\",\"code\":4}");
        }
        if (!call.target().equals(path())) {
            return call.target().endsWith("/health")
                    ? json(200, "{\"text\":\"HEC is healthy\",\"code\":17}")
                    : json(404, "{\"text\":\"The requested URL was not found on this server.\",\"code\":404}");
        }
        if (call.text().length() > 1_000_000) {
            return json(413, "{\"text\":\"Request entity too large\",\"code\":27}");
        }
        List<Map<?, ?>> events = new ArrayList<>();
        for (String line : call.text().split("\n")) {
            Map<?, ?> event = Json.object(Json.read(line));
            int number = events.size();
            Map<?, ?> data = Json.object(event.get("event"));
            if (event.isEmpty() || !Json.text(event.get("time")).matches("[0-9]+\\.[0-9]+")) {
                return json(
                        400, "{\"text\":\"Invalid data format\",\"code\":6,\"invalid-event-number\":" + number + "}");
            }
            if (data.isEmpty() || "blank".equals(data.get("message"))) {
                return json(
                        400,
                        "{\"text\":\"Event field cannot be blank\",\"code\":13,\"invalid-event-number\":" + number
                                + "}");
            }
            events.add(event);
        }
        indexed.addAll(events);
        return json(200, "{\"text\":\"Success\",\"code\":0}");
    }

    @Test
    void indexesEachEventAtItsOwnTime() throws Exception {
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one"), entry(2, "second one"))))
                    .isEqualTo(Outcome.DELIVERED);
        }
        assertThat(indexed).hasSize(2);
        Map<?, ?> event = indexed.get(0);
        assertThat(Json.text(event.get("time"))).isEqualTo("1795254127.000000001");
        assertThat(event.get("host")).isEqualTo("shop");
        assertThat(event.get("source")).isEqualTo("mirrorlog:my shop");
        assertThat(event.get("sourcetype")).isEqualTo("mirrorlog");
        assertThat(Json.object(event.get("event")).get("message")).isEqualTo("first one");
        assertThat(Json.object(event.get("event")).get("line")).isEqualTo(LINE.replace("said", "first one"));
    }

    @Test
    void findsTheEventThatIsRefused() throws Exception {
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one"), entry(2, "blank"))))
                    .isInstanceOf(Outcome.TooLarge.class);
            assertThat(connector.deliver(List.of(entry(2, "blank"))))
                    .isEqualTo(new Outcome.Mixed(
                            Map.of(
                                    2L,
                                    "HTTP 400 from 127.0.0.1: {\"text\":\"Event field cannot be"
                                            + " blank\",\"code\":13,\"invalid-event-number\":0}"),
                            Set.of()));
        }
        assertThat(indexed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 10, 11, 14, 16})
    void isBlockedWhereTheCollectorIsSetUpOtherwise(int code) throws Exception {
        server().next(json(400, "{\"text\":\"Incorrect index\",\"code\":" + code + "}"));
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one"), entry(2, "second one"))))
                    .isInstanceOf(Outcome.Blocked.class);
        }
    }

    @Test
    void isBlockedByAWrongTokenOrPath() throws Exception {
        var one = List.of(entry(1, "first one"));
        try (var connector = connector(path(), Map.of("Authorization", "Splunk other-secret"))) {
            assertThat(connector.deliver(one))
                    .isEqualTo(new Outcome.Blocked("HTTP 403 from 127.0.0.1: {\"text\":\"Invalid token\",\"code\":4}"));
        }
        try (var connector = connector("/services/collector/health", credentials())) {
            assertThat(connector.deliver(one)).isInstanceOf(Outcome.Blocked.class);
        }
        assertThat(indexed).isEmpty();
    }

    @Test
    void waitsWhileItsQueuesAreFull() throws Exception {
        server().next(json(503, "{\"text\":\"Server is busy\",\"code\":9}"));
        try (var connector = connector()) {
            assertThat(connector.deliver(List.of(entry(1, "first one")))).isInstanceOf(Outcome.Retry.class);
        }
    }

    @Test
    void sendsNoMoreAtOnceThanItTakes() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(400_000) + "\"}";
        try (var connector = connector()) {
            assertThat(connector.deliver(
                            List.of(entry(1, "first one", large), entry(2, "second", large), entry(3, "third", large))))
                    .isEqualTo(new Outcome.Delivered(2, null));
        }
        assertThat(indexed).hasSize(2);
    }
}
