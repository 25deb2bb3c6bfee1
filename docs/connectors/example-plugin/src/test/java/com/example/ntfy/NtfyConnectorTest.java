package com.example.ntfy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.ntfy.NtfyConnector.Options;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.contract.HttpConnectorContract;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NtfyConnectorTest extends HttpConnectorContract {

    private static final String TOPIC = "a-topic-that-is-secret";
    private static final String TOKEN = "tk_secret0123456789";

    private final List<String> shown = new ArrayList<>();
    private final List<String> priorities = new ArrayList<>();

    @Override
    protected ConnectorType<?> type() {
        return new NtfyProvider().connectors().get(0);
    }

    @Override
    protected Options options(URI service, Duration timeout) {
        return new Options(service, Secret.of(TOPIC), Secret.of(TOKEN), timeout);
    }

    /** ntfy in small. */
    @Override
    protected HttpAnswer answer(HttpCall call) {
        if (!call.method().equals("POST") || !call.target().equals("/" + TOPIC)) {
            return new HttpAnswer(404, "{\"code\":40401,\"http\":404,\"error\":\"page not found\"}");
        }
        if (!("Bearer " + TOKEN).equals(call.header("Authorization"))) {
            return new HttpAnswer(403, "{\"code\":40301,\"http\":403,\"error\":\"forbidden\"}");
        }
        shown.add(call.text());
        priorities.add(call.header("X-Priority"));
        return new HttpAnswer(200, "{\"id\":\"sPs71M8A2T\",\"event\":\"message\"}");
    }

    @Override
    protected List<String> arrived() {
        return shown;
    }

    @ParameterizedTest
    @CsvSource({"CRITICAL, 5", "HIGH, 4", "MEDIUM, 3", "LOW, 2", "INFORMATIONAL, 1"})
    void ringsAsLoudAsTheEventIsGrave(Severity severity, String priority) throws Exception {
        try (Connector connector = connector()) {
            connector.deliver(List.of(entry(1, severity, "x")));
        }
        assertThat(priorities).containsExactly(priority);
    }

    @Test
    void reachesOthersOverHttpsAlone() {
        URI plain = URI.create("http://ntfy.example");
        assertThatThrownBy(() -> options(plain, Duration.ofSeconds(1))).hasMessage("server: must begin with https://");
    }
}
