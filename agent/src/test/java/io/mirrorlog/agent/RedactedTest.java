package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.format.EventJson;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a connection does not get to see, on every way that leads to its destination, and wherever else it is shown. */
@Timeout(60)
class RedactedTest {

    private static final String CONFIG = """
            site: web-1
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              queued:
                connector: recording
                only: { users: [alice], metadata: { ip: [203.0.113.9] } }
                redact: &all
                  remove: [session]
                  mask: [agent.name]
                  truncate_ip: [ip]
                  hash: [user]
                  key: "0123456789abcdef"
              direct: { connector: recording, delivery: direct, redact: *all }
              template:
                connector: recording
                identifier: "at-{site}"
                format: { template: "{{identifier}} {{site}} {{user}} {{message}} {{metadata}} {{metadata.ip}}" }
                redact: { remove: [session], mask: [agent, site], truncate_ip: [ip], hash: [user], key: "0123456789abcdef" }
              open: { connector: recording }
            """;

    private static final String EVENT =
            "{\"message\":\"alice came from 203.0.113.9 with Curl-7, ses-4711\",\"user\":\"alice\",\"id\":\"e1\","
                    + "\"session\":\"ses-4711\",\"agent\":{\"name\":\"curl-7\",\"os\":\"x\"},\"ip\":\"203.0.113.9\"}";

    private static final List<String> HIDDEN = List.of("alice", "ses-4711", "curl-7", "Curl-7", "203.0.113.9");

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
    private volatile boolean refuses;

    /** No options of its own. */
    public record None() {}

    /** Keeps the text and the whole event of each entry, as they came to it. */
    private final class Recording implements Connector {

        private final String connection;

        Recording(String connection) {
            this.connection = connection;
        }

        @Override
        public Outcome deliver(List<Entry> entries) {
            List<String> all = seen.computeIfAbsent(connection, name -> new CopyOnWriteArrayList<>());
            entries.forEach(entry -> all.add(entry.text() + "\n" + EventJson.write(entry.event())));
            return refuses
                    ? new Outcome.Mixed(
                            entries.stream().collect(Collectors.toMap(Entry::sequence, entry -> "too odd")), Set.of())
                    : Outcome.DELIVERED;
        }
    }

    @Test
    void noWayToADestinationShowsWhatItMustNotSee() throws Exception {
        try (Agent agent = Agent.start(configuration(CONFIG))) {
            assertThat(post(agent, "/v1/events", EVENT)).contains("\"direct\":\"delivered\"");
            await().until(() -> seen.keySet().containsAll(List.of("queued", "direct", "template", "open")));
            assertThat(post(agent, "/v1/connections/queued/replay", "{}")).contains("\"state\":\"running\"");
            await().until(() -> seen("queued").size() == 2);
            assertThat(post(agent, "/v1/connections/template/test", "{}")).contains("\"delivered\":true");
            assertThat(get(agent, "/v1/status")).doesNotContain(HIDDEN);
            assertThat(get(agent, "/v1/logevents")).contains(HIDDEN.subList(0, 3));
        }
        assertThat(seen("open").get(0)).contains(HIDDEN);
        assertThat(String.join("\n", seen("direct")))
                .contains("[masked], [removed]")
                .doesNotContain(HIDDEN);
        assertThat(String.join("\n", seen("template")))
                .contains("at-masked masked ", "203.0.113.0")
                .doesNotContain(HIDDEN)
                .doesNotContain("web-1");
        assertThat(seen("queued"))
                .allSatisfy(entry -> assertThat(entry)
                        .containsPattern(":\\[[0-9a-f]{64} came from 203\\.0\\.113\\.0 with \\[masked], \\[removed]]")
                        .containsPattern("\"user\":\"[0-9a-f]{64}\"")
                        .contains("\"agent\":{\"name\":\"[masked]\",\"os\":\"x\"},\"ip\":\"203.0.113.0\"")
                        .doesNotContain(HIDDEN));
    }

    @Test
    void whatWasRefusedIsShownAsItsDestinationSawIt() throws Exception {
        refuses = true;
        try (Agent agent = Agent.start(configuration(CONFIG))) {
            post(agent, "/v1/events", EVENT);
            for (String connection : List.of("queued", "direct", "template")) {
                String dead = "/v1/dead?connection=" + connection;
                await().until(() -> get(agent, dead).contains("\"sequence\""));
                assertThat(get(agent, dead))
                        .contains("with [masked], [removed]")
                        .doesNotContain(HIDDEN);
                String sequence = get(agent, dead).replaceAll(".*\"sequence\":(\\d+).*", "$1");
                assertThat(get(agent, dead + "&sequence=" + sequence))
                        .contains("\"ip\":\"203.0.113.0\"")
                        .doesNotContain(HIDDEN);
                assertThat(get(agent, dead + "&user=alice")).contains("\"sequence\":" + sequence);
            }
            await().until(() -> get(agent, "/v1/dead?connection=open").contains("ses-4711"));
            refuses = false;
            String sequence = get(agent, "/v1/dead?connection=queued").replaceAll(".*\"sequence\":(\\d+).*", "$1");
            post(agent, "/v1/dead/retry", "{\"connection\":\"queued\",\"sequences\":[" + sequence + "]}");
            await().until(() -> seen("queued").size() == 2);
        }
        assertThat(String.join("\n", seen("queued"))).doesNotContain(HIDDEN);
        try (Agent agent = Agent.start(configuration(CONFIG.replace("open:", "other:")))) {
            assertThat(get(agent, "/v1/dead?connection=open"))
                    .contains("\"message\":\"[masked]\"")
                    .contains("\"id\":null")
                    .doesNotContain(HIDDEN);
        }
    }

    private List<String> seen(String connection) {
        return seen.getOrDefault(connection, List.of());
    }

    private Configuration configuration(String yaml) throws Exception {
        Path file = folder.resolve("config.yml");
        Files.writeString(file, yaml);
        var recording = new ConnectorType<>(
                "recording",
                None.class,
                new Limits(10, 1 << 20, Duration.ZERO),
                false,
                (options, surroundings) -> new Recording(surroundings.connection()));
        return Configuration.load(file, new Circumstances(name -> null, "host", folder, List.of(recording)));
    }

    private String get(Agent agent, String path) throws Exception {
        return sent(agent, path, request -> request.GET());
    }

    private String post(Agent agent, String path, String body) throws Exception {
        return sent(
                agent,
                path,
                request -> request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String sent(Agent agent, String path, Function<HttpRequest.Builder, HttpRequest.Builder> method)
            throws Exception {
        HttpRequest request = method.apply(HttpRequest.newBuilder(URI.create(agent.address() + path)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer.body();
    }
}
