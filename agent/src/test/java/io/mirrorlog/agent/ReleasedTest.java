package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.sqlite.FreeSpace;
import io.mirrorlog.agent.queue.sqlite.QueueOptions;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a whole with a queue that is too small for a destination that is dead. */
@Timeout(120)
class ReleasedTest {

    private static final String SMALL = """
            queue: { max_size: 16MiB, min_free_disk: 0, durability: normal }
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              live: { connector: file, path: ./live.log, fsync: never, agent_events: false }
              dead: { connector: file, path: ./dead/dead.log, fsync: never, retry: { first: 10ms, max: 50ms } }
            """;

    /** Three times what the queue holds. */
    private static final int REQUESTS = 48;

    private static final int EACH = 125;
    private static final String LONG = "x".repeat(8_000);
    private static final Pattern NUMBER = Pattern.compile("\\[event (\\d+) ");

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void oneDeadDestinationNeverClosesTheIntakeAndGetsAllInTheEnd() throws Exception {
        Files.createDirectory(folder.resolve("dead"));
        Configuration configuration = configuration(); // read while the folder is there
        try (Agent agent = Agent.start(configuration)) {
            post(agent, "/v1/events", "[{\"message\":\"event 0 begin\"}]");
            await().until(() ->
                    numbers("live.log").size() == 1 && numbers("dead/dead.log").size() == 1);
        }
        Path away = folder.resolve("away");
        Files.move(folder.resolve("dead"), away);
        Files.createFile(folder.resolve("dead")); // no folder any more: nothing can be written below it
        letItsTroubleBeOld(configuration);
        try (Agent agent = Agent.start(configuration)) {
            for (int request = 0; request < REQUESTS; request++) {
                HttpResponse<String> answer = post(agent, "/v1/events", events(1 + request * EACH));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                int so = 1 + (request + 1) * EACH;
                await().pollInterval(Duration.ofMillis(5)).until(() -> delivered(agent, "live") == so);
            }
            assertThat(numbers("live.log")).containsExactlyElementsOf(all());
            String given = get(agent, "/v1/dead?connection=dead&kind=released").body();
            assertThat(given).contains("\"reason\":\"the queue was full\"");
            assertThat(get(agent, "/v1/dead?connection=live&kind=released").body())
                    .isEqualTo("{\"released\":[],\"next\":null}");

            Files.delete(folder.resolve("dead"));
            Files.move(away, folder.resolve("dead"));
            String firsts = String.join(
                    ",",
                    Pattern.compile("\"first\":(\\d+)")
                            .matcher(given)
                            .results()
                            .map(first -> first.group(1))
                            .toList());
            HttpResponse<String> retried =
                    post(agent, "/v1/dead/retry", "{\"connection\":\"dead\",\"ranges\":[" + firsts + "]}");
            assertThat(retried.body()).endsWith("\"unknown_ranges\":[]}");
            await().atMost(Duration.ofSeconds(60)).until(() -> delivered(agent, "dead") == 1 + REQUESTS * EACH);
            assertThat(get(agent, "/v1/dead?connection=dead&kind=released").body())
                    .isEqualTo("{\"released\":[],\"next\":null}");
        }
        assertThat(numbers("dead/dead.log"))
                .containsExactlyInAnyOrderElementsOf(all())
                .doesNotHaveDuplicates();
        try (var left = Files.list(folder.resolve("data/released"))) {
            assertThat(left).isEmpty();
        }
    }

    /** The dead one has failed for a minute already, as far as the queue knows. */
    private void letItsTroubleBeOld(Configuration configuration) throws Exception {
        Path data = folder.resolve("data");
        QueueOptions options = Agent.queueOptions(configuration.queue(), data);
        try (SqliteQueue queue = SqliteQueue.open(options, InstantSource.system(), FreeSpace.of(data))) {
            Instant since = Instant.now().minusSeconds(60);
            queue.trouble("dead", new Standing.Trouble(1, since, "no folder", Standing.Kind.BLOCKED));
        }
    }

    private static List<Integer> all() {
        return IntStream.rangeClosed(0, REQUESTS * EACH).boxed().toList();
    }

    private static String events(int first) {
        StringBuilder lines = new StringBuilder("[");
        for (int i = first; i < first + EACH; i++) {
            lines.append(i == first ? "" : ",");
            lines.append("{\"message\":\"event ")
                    .append(i)
                    .append(' ')
                    .append(LONG)
                    .append("\"}");
        }
        return lines.append(']').toString();
    }

    private List<Integer> numbers(String file) throws IOException {
        Path path = folder.resolve(file);
        if (!Files.exists(path)) {
            return List.of();
        }
        try (var lines = Files.lines(path)) {
            return lines.map(line -> {
                        var number = NUMBER.matcher(line);
                        assertThat(number.find()).isTrue();
                        return Integer.parseInt(number.group(1));
                    })
                    .toList();
        }
    }

    private long delivered(Agent agent, String connection) throws Exception {
        var number = Pattern.compile("\"" + connection + "\":\\{[^}]*\"delivered\":(\\d+)")
                .matcher(get(agent, "/v1/connections").body());
        return number.find() ? Long.parseLong(number.group(1)) : 0;
    }

    private HttpResponse<String> get(Agent agent, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(agent.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(Agent agent, String path, String json) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(agent.address() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Configuration configuration() throws Exception {
        Path file = folder.resolve("config.yml");
        Files.writeString(file, SMALL);
        return Configuration.load(file, new Circumstances(name -> null, "host", folder, ConnectorTypes.builtIn()));
    }
}
