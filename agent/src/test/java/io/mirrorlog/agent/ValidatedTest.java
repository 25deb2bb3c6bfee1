package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a configuration with schemas to the mirrored lines: each stream's validation, and what the agent tells of it. */
@Timeout(60)
class ValidatedTest {

    private static final String CONFIG = """
            schemas: { repositories: [./schemas], validation: reject }
            streams: { lenient: { validation: tag }, blind: { validation: "off" } }
            intake: { http: { listen: "127.0.0.1:0" } }
            connections: { mirror: { connector: file, path: ./mirror.log } }
            """;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void eachStreamHasItsOwn() throws Exception {
        Files.createDirectories(folder.resolve("schemas/a"));
        Files.writeString(folder.resolve("schemas/a/1.0.0.yaml"), "properties: { n: { type: integer } }");
        Path file = Files.writeString(folder.resolve("config.yml"), CONFIG);
        Configuration configuration =
                Configuration.load(file, new Circumstances(name -> null, "web-1", folder, ConnectorTypes.builtIn()));
        try (Agent agent = Agent.start(configuration)) {
            assertThat(post(agent, "strict").statusCode()).isEqualTo(400);
            assertThat(post(agent, "lenient").statusCode()).isEqualTo(201);
            assertThat(post(agent, "blind").statusCode()).isEqualTo(201);
            Path mirror = folder.resolve("mirror.log");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Files.readString(mirror))
                            .contains("]:[lenient]{")
                            .contains("]:[blind]{")
                            .contains("\"errored_stream_name\":\"lenient\""));
            assertThat(Files.readAllLines(mirror))
                    .filteredOn(line -> line.contains("\"schema_errors\":[\"'.n' should be integer\"]"))
                    .hasSize(1)
                    .allMatch(line -> line.contains("]:[lenient]{"));
            assertThat(Files.readAllLines(mirror))
                    .filteredOn(line -> line.contains("\"action\":\"events_invalid\""))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("\"errored_stream_name\":\"strict\""));
        }
    }

    private HttpResponse<String> post(Agent agent, String stream) throws Exception {
        String event = "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"" + stream + "\"},\"n\":\"x\"}";
        return http.send(
                HttpRequest.newBuilder(URI.create(agent.address() + "/v1/events"))
                        .POST(HttpRequest.BodyPublishers.ofString(event))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
