package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.metrics.Exposition;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a whole, driven over HTTP. */
class AgentTest {

    private static final String TWO_FILES = """
            site: web-1
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              lines: { connector: file, path: ./mirror/lines.log }
              json: { connector: file, path: ./mirror/json.log, format: json, identifier: other }
              nowhere: { connector: discard }
            """;

    @TempDir
    private Path folder;

    @Test
    void mirrorsAnEventToEveryConnectionInItsOwnForm() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            send(
                    agent,
                    "{\"message\":\"hello\",\"id\":\"e1\",\"timestamp\":\"2026-11-21T21:16:00.5+01:00\",\"n\":1.0}");
            await().until(() ->
                    lines("lines.log").size() == 1 && lines("json.log").size() == 1);
        }
        assertThat(lines("lines.log"))
                .containsExactly("[2026-11-21T20:16:00.500000000+00:00] [web-1].[INFORMATIONAL]:[hello]"
                        + "{\"id\":\"e1\",\"offset\":\"+01:00\",\"n\":1.0}");
        assertThat(lines("json.log").get(0))
                .startsWith(
                        "{\"timestamp\":\"2026-11-21T21:16:00.500000000+01:00\",\"site\":\"web-1\","
                                + "\"identifier\":\"other\",\"severity\":\"INFORMATIONAL\",\"message\":\"hello\",\"id\":\"e1\"");
    }

    @Test
    void goesOnWhereItStopped() throws Exception {
        for (int run = 1; run <= 3; run++) {
            int expected = run;
            try (Agent agent = Agent.start(configuration(TWO_FILES))) {
                send(agent, "{\"message\":\"run " + run + "\"}");
                await().until(() -> lines("lines.log").size() == expected);
            }
        }
        assertThat(lines("lines.log")).hasSize(3);
        assertThat(lines("lines.log").get(2)).contains(".[INFORMATIONAL]:[run 3]");
    }

    @Test
    void givesANewConnectionOnlyWhatComesAfterIt() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            send(agent, "{\"message\":\"before\"}");
        }
        String more = TWO_FILES
                + "  late: { connector: file, path: ./mirror/late.log }\n"
                + "  all: { connector: file, path: ./mirror/all.log, start: earliest }\n";
        try (Agent agent = Agent.start(configuration(more))) {
            send(agent, "{\"message\":\"after\"}");
            await().until(() ->
                    lines("late.log").size() == 1 && lines("all.log").size() == 2);
        }
        assertThat(lines("late.log").get(0)).contains("[after]");
        assertThat(lines("all.log").get(0)).contains("[before]");
    }

    @Test
    void keepsEventsOfABlockedConnectionUntilItIsMendedAndHoldsUpNoOther() throws Exception {
        String config = TWO_FILES.replace("identifier: other", "identifier: other, retry: { first: 50ms, max: 100ms }");
        Configuration configuration = configuration(config);
        Path blocked = Files.createDirectories(folder.resolve("mirror/json.log")); // a folder where the file should be
        try (Agent agent = Agent.start(configuration)) {
            send(agent, "{\"message\":\"hello\"}");
            await().until(() -> lines("lines.log").size() == 1);
            await().until(() -> status(agent).contains("\"state\":\"paused\""));
            assertThat(get(agent, "/readyz").statusCode()).isEqualTo(200);
            assertThat(status(agent)).contains("is a folder");
            Files.delete(blocked);
            await().until(() -> lines("json.log").size() == 1);
            await().until(() -> !status(agent).contains("\"state\":\"paused\""));
        }
    }

    @Test
    void refusesASecondAgentOnTheSameFolderNamingTheFirst() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            assertThat(agent.address()).startsWith("http://127.0.0.1:");
            assertThatThrownBy(() -> Agent.start(configuration(TWO_FILES)))
                    .isInstanceOf(Agent.StartException.class)
                    .hasMessageContaining("in use by another agent")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void keepsItsFolderToItself() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            assertThat(agent.address()).isNotEmpty();
            assertThat(Files.getPosixFilePermissions(folder.resolve("data"))).hasSize(3);
        }
    }

    @Test
    void namesThePortThatItCannotOpen() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            String port = agent.address().substring(agent.address().lastIndexOf(':') + 1);
            String config = TWO_FILES.replace(":0\"", ":" + port + "\"") + "data_dir: ./other\n";
            assertThatThrownBy(() -> Agent.start(configuration(config)))
                    .isInstanceOf(Agent.StartException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void tellsAnybodyThatItLivesAndIsReady() throws Exception {
        String guarded = TWO_FILES.replace(":0\"", ":0\", admin_token: admin-token-0123456789");
        try (Agent agent = Agent.start(configuration(guarded))) {
            assertThat(get(agent, "/healthz").body()).isEqualTo("alive\n");
            assertThat(get(agent, "/readyz").body()).isEqualTo("ready\n");
            assertThat(get(agent, "/v1/status").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void showsMonitoringWhatBecameOfAnEvent() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            send(agent, "{\"message\":\"hello\"}");
            await().until(() -> lines("lines.log").size() == 1);
            Map<String, Double> samples = await().until(
                            () -> Exposition.read(get(agent, "/metrics").body()).samples(),
                            seen -> Double.valueOf(1)
                                    .equals(seen.get("mirrorlog_delivery_seconds_count{connection=lines}")));
            assertThat(samples)
                    .containsEntry("mirrorlog_events_accepted_total{site=web-1}", 1.0)
                    .containsEntry("mirrorlog_events_delivered_total{connection=lines}", 1.0);
            assertThat(samples.get("mirrorlog_queue_commit_seconds_count{}")).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void startsWhateverStandsInThePlaceOfItsFilesAndMirrorsEachEventOnce() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            send(agent, "{\"message\":\"before\"}");
            await().until(() ->
                    lines("lines.log").size() == 1 && lines("json.log").size() == 1);
        }
        Path data = folder.resolve("data");
        byte[] broken = Files.readAllBytes(data.resolve("queue.db"));
        Arrays.fill(broken, 0, 8192, (byte) 'x');
        Files.write(data.resolve("queue.db"), broken);
        Files.writeString(data.resolve("schedule.db"), "no database at all".repeat(1_000));
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            send(agent, "{\"message\":\"after\"}");
            await().until(() ->
                    lines("lines.log").size() == 2 && lines("json.log").size() == 2);
            await().until(() -> status(agent).contains("\"carried_over\":true"));
            assertThat(status(agent)).containsPattern("\"set_aside\":\\{\"queue.db.damaged-[0-9-]+\":");
            assertThat(get(agent, "/readyz").statusCode()).isEqualTo(200);
        }
        assertThat(lines("lines.log").get(1)).contains("[after]");
        try (var files = Files.list(data)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.matches("schedule\\.db\\.damaged-[0-9-]+"))
                    .anyMatch(name -> name.matches("salvage-[0-9-]+\\.json"));
        }
    }

    private Configuration configuration(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        return Configuration.load(
                file, new Circumstances(name -> null, "host", folder.toAbsolutePath(), ConnectorTypes.builtIn()));
    }

    private List<String> lines(String name) throws IOException {
        Path file = folder.resolve("mirror").resolve(name);
        return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    }

    private static void send(Agent agent, String event) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(agent.address() + "/v1/events"))
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private static String status(Agent agent) throws Exception {
        return get(agent, "/v1/status").body();
    }

    private static HttpResponse<String> get(Agent agent, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(agent.address() + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
