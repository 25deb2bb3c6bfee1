package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.delivery.AnsweredCalls;
import io.mirrorlog.agent.delivery.AnsweredCalls.Call;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several calls at once in the agent as a whole, driven over HTTP. */
@Timeout(60)
public class ParallelTest {

    private static final String FOUR = """
            site: web-1
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              far: { connector: answered, parallel: 4, batch: { events: 1 } }
            """;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AnsweredCalls destination = new AnsweredCalls();

    /** No options of its own. */
    public record None() {}

    @Test
    void takesAQuarterOfTheTimeWithFourCallsAtOnce() throws Exception {
        try (Agent agent = Agent.start(configuration(FOUR))) {
            send(agent, 1, 40);
            List<String> there = new ArrayList<>();
            for (int round = 0; round < 10; round++) {
                List<Call> calls = destination.next(4);
                calls.forEach(call -> there.addAll(call.texts()));
                calls.forEach(call -> call.is(Outcome.DELIVERED));
            }
            await().until(() -> status(agent).contains("\"waiting\":0,\"lag_seconds\":0,\"delivered\":40"));
            assertThat(there).hasSize(40).doesNotHaveDuplicates();
            send(agent, 41, 41);
            Call hanging = destination.next();
            send(agent, 42, 42);
            destination.next().is(Outcome.DELIVERED);
            await().until(() -> status(agent).contains("\"delivered\":41"));
            hanging.is(Outcome.DELIVERED);
            agent.reload(configuration(FOUR.replace("parallel: 4", "parallel: 1")));
            send(agent, 43, 44);
            Call one = destination.next();
            assertThat(destination.isQuiet()).isTrue();
            one.is(Outcome.DELIVERED);
            destination.next().is(Outcome.DELIVERED);
            await().until(() -> status(agent).contains("\"delivered\":44"));
        }
    }

    @Test
    void takesANewConfigurationWhenItsCallsHaveEnded() throws Exception {
        try (Agent agent = Agent.start(configuration(FOUR))) {
            send(agent, 1, 8);
            List<Call> calls = destination.next(4);
            Configuration changed = configuration(FOUR.replace("parallel: 4", "parallel: 4, identifier: other"));
            CompletableFuture<Void> reload = CompletableFuture.runAsync(() -> reload(agent, changed));
            calls.get(3).is(Outcome.DELIVERED);
            await().until(() -> status(agent).contains("\"delivered\":1") || !destination.isQuiet());
            calls.subList(0, 3).forEach(call -> call.is(Outcome.DELIVERED));
            List<Call> others = new ArrayList<>();
            while (others.size() < 4) {
                Call call = destination.next();
                call.is(Outcome.DELIVERED);
                others.add(call);
            }
            reload.join();
            await().until(() -> status(agent).contains("\"waiting\":0,\"lag_seconds\":0,\"delivered\":8"));
            others.addAll(calls);
            assertThat(others.stream().flatMap(call -> call.texts().stream()).map(ParallelTest::message))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void stopsInTimeAlthoughItsCallsHangAndDeliversThemAfterARestart() throws Exception {
        Agent agent = Agent.start(configuration(FOUR));
        send(agent, 1, 6);
        List<Call> calls = destination.next(4);
        calls.get(2).is(Outcome.DELIVERED);
        Call fifth = destination.next();
        assertThat(fifth.texts()).hasSize(1);
        long begun = System.nanoTime();
        agent.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        try (Agent again = Agent.start(configuration(FOUR))) {
            List<String> there = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Call call = destination.next();
                there.addAll(call.texts().stream().map(ParallelTest::message).toList());
                call.is(Outcome.DELIVERED);
            }
            await().until(() -> status(again).contains("\"waiting\":0,\"lag_seconds\":0,\"delivered\":6"));
            assertThat(there).containsExactlyInAnyOrder("e1", "e2", "e4", "e5", "e6");
        }
    }

    private static void reload(Agent agent, Configuration configuration) {
        try {
            agent.reload(configuration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String message(String line) {
        return line.substring(line.indexOf("]:[") + 3, line.indexOf("]{"));
    }

    private Configuration configuration(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        ConnectorType<None> type = new ConnectorType<>(
                "answered",
                None.class,
                new Limits(100, 1 << 20, Duration.ZERO),
                false,
                (options, surroundings) -> destination.connectors(1).get(0));
        return Configuration.load(
                file, new Circumstances(name -> null, "host", folder.toAbsolutePath(), List.of(type)));
    }

    /** One request with the events from the first to the last, both included. */
    private void send(Agent agent, int first, int last) throws Exception {
        String body = IntStream.rangeClosed(first, last)
                .mapToObj(number -> "{\"message\":\"e" + number + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        var request = HttpRequest.newBuilder(URI.create(agent.address() + "/v1/events"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(202);
    }

    private String status(Agent agent) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(agent.address() + "/v1/status"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
