package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Direct writing in the agent as a whole, driven over HTTP. */
@Timeout(60)
public class DirectTest {

    private static final String DIRECT = """
            site: web-1
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              now: { connector: scripted, delivery: direct, direct: { timeout: 200ms }, retry: { first: 50ms, max: 100ms } }
            """;
    private static final String REJECTING = DIRECT.replace("200ms }", "200ms, on_failure: reject }");

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean hangs;
    private volatile boolean fails;

    /** No options of its own. */
    public record None() {}

    /** Heeds no interruption while it hangs. */
    private final class Scripted implements Connector {

        @Override
        public Outcome deliver(List<Entry> entries) {
            while (hangs && released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    // as some libraries do
                }
            }
            if (fails) {
                return new Outcome.Retry("HTTP 503");
            }
            entries.forEach(entry -> delivered.add(entry.event().message()));
            return Outcome.DELIVERED;
        }
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void hasTheEventAtItsDestinationBeforeTheProducerHasTheAnswer() throws Exception {
        try (Agent agent = Agent.start(configuration(DIRECT))) {
            HttpResponse<String> answer = send(agent, "one");
            assertThat(delivered).containsExactly("one");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).endsWith("\"connections\":{\"now\":\"delivered\"}}");
            await().until(() -> get(agent, "/v1/status").contains("\"waiting\":0,\"lag_seconds\":0,\"delivered\":1"));
            assertThat(get(agent, "/v1/logevents")).contains("\"message\":\"one\"");
            assertThat(get(agent, "/metrics"))
                    .contains("mirrorlog_direct_events_total{connection=\"now\",outcome=\"delivered\"} 1")
                    .contains("mirrorlog_delivery_seconds_count{connection=\"now\"} 1");
        }
        try (Agent agent = Agent.start(configuration(DIRECT))) {
            send(agent, "two");
        }
        assertThat(delivered).containsExactly("one", "two");
    }

    @Test
    void answersInTimeAndThenAtOnceWhileTheDestinationHangs() throws Exception {
        hangs = true;
        try (Agent agent = Agent.start(configuration(DIRECT))) {
            long begun = System.nanoTime();
            assertThat(send(agent, "first").body()).contains("\"now\":\"queued\"");
            Duration first = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(first).isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
            begun = System.nanoTime();
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> http.sendAsync(post(agent, "next"), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().body()).contains("\"now\":\"queued\"");
            }
            // One after the other, or each in its own time, they would take 20 seconds, or 200 ms at least.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().matches("direct-\\d+"))
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(delivered).isEmpty();
            hangs = false;
            released.countDown();
            await().until(() -> get(agent, "/v1/status").contains("\"delivered\":101"));
            assertThat(delivered)
                    .contains("first")
                    .hasSizeBetween(101, 102); // the first may have arrived after its time
        }
    }

    @Test
    void tellsTheProducerInsteadWhereThatIsWanted() throws Exception {
        fails = true;
        try (Agent agent = Agent.start(configuration(REJECTING))) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = send(agent, "one");
                assertThat(answer.statusCode()).isEqualTo(502);
                assertThat(answer.body()).contains("now does not have the events: HTTP 503");
            }
            await().until(() -> get(agent, "/v1/status").contains("\"state\":\"retrying\""));
            assertThat(get(agent, "/v1/status")).contains("\"last_error\":\"HTTP 503\"");
            assertThat(get(agent, "/v1/logevents")).doesNotContain("\"message\":\"one\"");
            fails = false;
            await().until(() -> send(agent, "one").statusCode() == 202);
            assertThat(get(agent, "/v1/status")).contains("\"state\":\"live\"", "\"delivered\":1");
            assertThat(delivered).containsExactly("one");
        }
    }

    @Test
    void leavesToTheLaneWhatDidNotGetThere() throws Exception {
        fails = true;
        try (Agent agent = Agent.start(configuration(DIRECT))) {
            for (int i = 0; i < 5; i++) {
                assertThat(send(agent, "e" + i).body()).contains("\"now\":\"queued\"");
            }
            await().until(() -> get(agent, "/v1/status").contains("\"state\":\"retrying\""));
            assertThat(get(agent, "/v1/status")).containsPattern("\"waiting\":[5-9],");
            fails = false;
            await().until(() -> delivered.size() == 5);
            await().until(() -> send(agent, "last").body().contains("\"now\":\"delivered\""));
        }
        assertThat(delivered).startsWith("e0", "e1", "e2", "e3", "e4").endsWith("last");
    }

    @Test
    void takesANewConfiguration() throws Exception {
        String queued = DIRECT.replace("delivery: direct, direct: { timeout: 200ms }", "delivery: queued");
        try (Agent agent = Agent.start(configuration(queued))) {
            assertThat(send(agent, "queued").body()).doesNotContain("connections");
            await().until(() -> delivered.size() == 1);
            agent.reload(configuration(DIRECT));
            assertThat(send(agent, "direct").body()).contains("\"now\":\"delivered\"");
            agent.reload(configuration(REJECTING));
            assertThat(send(agent, "rejecting").body()).contains("\"now\":\"delivered\"");
            agent.reload(configuration(queued));
            assertThat(send(agent, "queued again").body()).doesNotContain("connections");
            await().until(() -> delivered.size() == 4);
            await().until(() -> get(agent, "/v1/status").contains("\"waiting\":0,\"lag_seconds\":0,\"delivered\":4"));
        }
        assertThat(delivered).containsExactly("queued", "direct", "rejecting", "queued again");
    }

    private Configuration configuration(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        var limits = new Limits(100, 1 << 20, Duration.ZERO);
        ConnectorType<None> type =
                new ConnectorType<>("scripted", None.class, limits, false, (options, surroundings) -> new Scripted());
        return Configuration.load(
                file, new Circumstances(name -> null, "host", folder.toAbsolutePath(), List.of(type)));
    }

    private static HttpRequest post(Agent agent, String message) {
        return HttpRequest.newBuilder(URI.create(agent.address() + "/v1/events"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"" + message + "\"}"))
                .build();
    }

    private HttpResponse<String> send(Agent agent, String message) throws Exception {
        return http.send(post(agent, message), HttpResponse.BodyHandlers.ofString());
    }

    private String get(Agent agent, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(agent.address() + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
