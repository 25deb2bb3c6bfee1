package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.poll.FakeWiki;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a whole, with wikis that it reads by itself. */
class WikiAgentTest {

    private static final Instant LONG_AGO = Instant.parse("2001-01-15T14:56:00Z");

    @TempDir
    private Path folder;

    private FakeWiki wiki;
    private String dead;

    @BeforeEach
    void open() throws IOException {
        wiki = new FakeWiki(InstantSource.system());
        dead = FakeWiki.gone();
    }

    @AfterEach
    void close() {
        wiki.close();
    }

    private String yaml() {
        return """
                site: web-1
                data_dir: ./data
                intake:
                  http: { listen: "127.0.0.1:0" }
                  mediawiki:
                    - { site: gone, api: "%s", every: 1s }
                    - { site: alive, api: "%s", every: 1s, start: earliest }
                connections:
                  lines: { connector: file, path: ./lines.log, agent_events: false }
                """.formatted(dead, wiki.api());
    }

    private Configuration configuration() throws Exception {
        return configuration(yaml());
    }

    private Configuration configuration(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("c.yml"), yaml);
        return Configuration.load(
                file, new Circumstances(name -> null, "host", folder.toAbsolutePath(), ConnectorTypes.builtIn()));
    }

    private List<String> lines() throws IOException {
        Path file = folder.resolve("lines.log");
        return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    }

    private static String get(Agent agent, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(agent.address() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void mirrorsAWikiAcrossRestartsThoughAnotherOneIsGone() throws Exception {
        for (int i = 0; i < 3; i++) {
            wiki.add(LONG_AGO);
        }
        try (Agent agent = Agent.start(configuration())) {
            await().until(() -> lines().size() == 3);
            await().until(() -> get(agent, "/v1/status").contains("\"alive\":{\"state\":\"live\""));
            assertThat(get(agent, "/v1/status"))
                    .contains("\"gone\":{\"state\":\"retrying\"", "\"last_error\":\"cannot connect to 127.0.0.1:");
            assertThat(get(agent, "/metrics"))
                    .contains("mirrorlog_wiki_state{site=\"alive\",state=\"live\"} 1.0")
                    .contains("mirrorlog_wiki_lag_seconds{site=\"gone\"}");
        }
        wiki.add(LONG_AGO.plusSeconds(1));
        try (Agent agent = Agent.start(configuration())) {
            await().until(() -> lines().size() == 4);
            assertThat(get(agent, "/v1/status")).contains("\"alive\":{\"events\":4", "\"incomplete\":0,");
        }
        assertThat(lines().get(3))
                .isEqualTo("[2001-01-15T14:56:01.000000000+00:00] [alive].[INFORMATIONAL]:[Ünal move Page 4: why not]"
                        + "{\"id\":4,\"type\":\"move\",\"action\":\"move\",\"user\":\"Ünal\",\"ns\":0,\"title\":\"Page 4\","
                        + "\"pageid\":4,\"logpage\":4,\"params\":{\"n\":1.0},\"userid\":3,\"comment\":\"why not\","
                        + "\"tags\":[\"new\"]}");
        assertThat(wiki.violations()).isEmpty();
    }

    @Test
    void mirrorsWhatAnotherAgentTellsAsAMediaWiki() throws Exception {
        String source = """
                site: web-1
                data_dir: ./source
                intake: { http: { listen: "127.0.0.1:0", admin_token: admin-0123456789abcdef } }
                connections: { nowhere: { connector: discard } }
                """;
        try (Agent told = Agent.start(configuration(source))) {
            StringBuilder events = new StringBuilder();
            for (int i = 1; i <= 7; i++) {
                events.append("{\"logid\":")
                        .append(i)
                        .append(",\"type\":\"move\",\"action\":\"move\",\"user\":\"Ünal\",");
                events.append("\"title\":\"Page ").append(i).append("\",\"timestamp\":\"2001-01-15T14:56:0");
                events.append(i / 3).append("Z\",\"params\":{\"n\":1.0}}\n");
            }
            HttpRequest post = HttpRequest.newBuilder(URI.create(told.address() + "/v1/events?site=w"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(events.toString()))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(post, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(202);
            String reader = """
                    site: web-2
                    data_dir: ./data
                    intake:
                      http: { listen: "127.0.0.1:0" }
                      mediawiki:
                        - site: w
                          api: "%s/w/api.php"
                          start: earliest
                          token: admin-0123456789abcdef
                    connections: { lines: { connector: file, path: ./lines.log, agent_events: false } }
                    """.formatted(told.address());
            try (Agent agent = Agent.start(configuration(reader))) {
                await().untilAsserted(() -> assertThat(get(agent, "/v1/status")).contains("\"w\":{\"state\":\"live\""));
                await().until(() -> lines().size() == 7);
            }
        }
        assertThat(lines().get(6))
                .startsWith("[2001-01-15T14:56:02.000000000+00:00] [w].[INFORMATIONAL]:[Ünal move Page 7]{\"id\":7,");
    }
}
