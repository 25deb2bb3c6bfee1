package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the presets have in common: a strict double of the service, and a connector that speaks to it. */
abstract class AgainstService {

    static final String LINE = "[2026-11-21T10:42:07.000000001+01:00] [shop].[HIGH]:[said \"x\"]{\"id\":1}";

    private final FaultyHttpServer server = FaultyHttpServer.start(service());

    /** The double. */
    abstract FaultyHttpServer.Service service();

    abstract Preset preset();

    /** Where the service takes events. */
    abstract String path();

    /** By which it knows who sends them. */
    abstract Map<String, String> credentials();

    @BeforeEach
    void begin() {
        server.always(null);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    FaultyHttpServer server() {
        return server;
    }

    WebhookConnector connector() {
        return connector(path(), credentials());
    }

    WebhookConnector connector(String path, Map<String, String> headers) {
        Map<String, Secret<String>> secret = new LinkedHashMap<>();
        headers.forEach((name, value) -> secret.put(name, Secret.of(value)));
        var options = new WebhookConnector.Options(
                Secret.of(server.url() + path),
                "POST",
                secret,
                null,
                preset(),
                null,
                true,
                List.of("408", "425", "429", "5xx"),
                false);
        var surroundings = new Surroundings(
                "hook", ZoneOffset.UTC, () -> Instant.EPOCH, notice -> {}, Network.USUAL, new FakeEventJson());
        return new WebhookConnector(options, surroundings);
    }

    static Entry entry(long sequence, String message) {
        return entry(sequence, message, "{\"a\":1.50,\"b\":[true,null],\"big\":1E400}");
    }

    static Entry entry(long sequence, String message, String metadata) {
        var event = new Event(
                OffsetDateTime.parse("2026-11-21T10:42:07.000000001+01:00"),
                "shop",
                Severity.HIGH,
                message,
                Scalar.of("id-" + sequence),
                Scalar.of(1000),
                null,
                Scalar.of("ann"),
                metadata,
                "{}");
        return new Entry(sequence, event, "my shop", LINE.replace("said", message));
    }

    static HttpAnswer json(int status, String body) {
        return new HttpAnswer(status, Map.of("Content-Type", "application/json"), body);
    }
}
