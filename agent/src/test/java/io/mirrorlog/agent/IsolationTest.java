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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of ten connections three are ill: the others get everything meanwhile, and the ill ones in order once they are well. */
class IsolationTest {

    /** As Options of a connector that has none. */
    public record None() {}

    private static final int BATCHES = 40;
    private static final int BATCH = 500;
    private static final int EVENTS = BATCHES * BATCH;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch well = new CountDownLatch(1);
    private final Semaphore trickle = new Semaphore(0);
    private final Map<String, Recording> connectors = new TreeMap<>(Map.of(
            "hangs", new Recording(entries -> well.await()),
            "refuses", new Recording(entries -> {}),
            "trickles", new Recording(entries -> trickle.acquire(entries.size()))));

    @Test
    void othersGetEverythingWhileThreeAreIllAndThoseInOrderOnceTheyAreWell() throws Exception {
        for (int i = 0; i < 7; i++) {
            connectors.put("healthy-" + i, new Recording(entries -> {}));
        }
        try (Agent agent = Agent.start(configuration())) {
            for (int batch = 0; batch < BATCHES; batch++) {
                send(agent, batch * BATCH);
            }
            trickle.release(3);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> healthy().allMatch(each -> each.received().size() == EVENTS));
            assertThat(connector("hangs").received()).isEmpty();
            assertThat(connector("refuses").received()).isEmpty();
            assertThat(connector("trickles").received()).hasSizeLessThan(EVENTS);
            assertThat(Thread.getAllStackTraces().keySet())
                    .as("threads of lanes")
                    .filteredOn(thread -> thread.getName().startsWith("lane-"))
                    .hasSizeLessThanOrEqualTo(connectors.size());

            trickle.release(EVENTS);
            well.countDown();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> connectors.values().stream()
                            .allMatch(each -> each.received().size() == EVENTS));
        }
        List<String> all = IntStream.range(0, EVENTS).mapToObj(String::valueOf).toList();
        connectors.forEach((name, each) -> assertThat(each.received()).as(name).isEqualTo(all));
    }

    private Recording connector(String name) {
        return connectors.getOrDefault(name, new Recording(entries -> {}));
    }

    private Stream<Recording> healthy() {
        return connectors.entrySet().stream()
                .filter(each -> each.getKey().startsWith("healthy"))
                .map(Map.Entry::getValue);
    }

    private Configuration configuration() throws Exception {
        String yaml = "intake: { http: { listen: \"127.0.0.1:0\" } }\nconnections:\n"
                + connectors.keySet().stream()
                        .map(name -> "  " + name + ": { connector: scripted, retry: { first: 10ms, max: 100ms } }\n")
                        .collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        var type = new ConnectorType<>(
                "scripted",
                None.class,
                new Limits(BATCH, 1 << 20, Duration.ZERO),
                false,
                (options, surroundings) ->
                        new Refusing(connector(surroundings.connection()), surroundings.connection()));
        return Configuration.load(
                file, new Circumstances(name -> null, "host", folder.toAbsolutePath(), List.of(type)));
    }

    private void send(Agent agent, int first) throws Exception {
        String events = IntStream.range(first, first + BATCH)
                .mapToObj(n -> "{\"message\":\"" + n + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(agent.address() + "/v1/events"))
                .POST(HttpRequest.BodyPublishers.ofString(events))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    /** What happens before entries are received. */
    private interface Illness {
        void suffer(Collection<Entry> entries) throws InterruptedException;
    }

    private static final class Recording implements Connector {

        private final Illness illness;
        private final List<String> received = Collections.synchronizedList(new ArrayList<>());

        Recording(Illness illness) {
            this.illness = illness;
        }

        List<String> received() {
            return received;
        }

        @Override
        public Outcome deliver(List<Entry> entries) throws InterruptedException {
            illness.suffer(entries);
            entries.forEach(entry -> received.add(entry.event().message()));
            return Outcome.DELIVERED;
        }
    }

    /** Passes on what it is asked, unless it is the connection that refuses until all are well. */
    private final class Refusing implements Connector {

        private final Recording recording;
        private final boolean refuses;

        Refusing(Recording recording, String connection) {
            this.recording = recording;
            this.refuses = connection.equals("refuses");
        }

        @Override
        public Outcome deliver(List<Entry> entries) throws InterruptedException {
            return refuses && well.getCount() > 0
                    ? new Outcome.Retry("connection refused")
                    : recording.deliver(entries);
        }
    }
}
