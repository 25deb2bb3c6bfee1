package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.metrics.Exposition;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Settlement;
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
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a whole, driven over HTTP. */
class AgentTest {

    private static final String TWO_FILES = """
            site: web-1
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              lines: { connector: file, path: ./mirror/lines.log, agent_events: false }
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
    void givesAConnectionOnlyWhatItsFiltersLetPass() throws Exception {
        String config = TWO_FILES
                .replace("agent_events: false", "agent_events: false, only: { severity: high+ }")
                .replace("identifier: other", "identifier: other, except: { types: [\"user/*\"] }");
        try (Agent agent = Agent.start(configuration(config))) {
            send(agent, "{\"message\":\"one\",\"severity\":\"low\",\"type\":\"page\"}");
            send(agent, "{\"message\":\"two\",\"severity\":\"high\",\"type\":\"user\",\"action\":\"login\"}");
            send(agent, "{\"message\":\"three\",\"severity\":\"critical\",\"type\":\"page\"}");
            await().until(() ->
                    lines("lines.log").size() == 2 && lines("json.log").size() == 2);
            await().until(() ->
                    status(agent).contains("\"waiting\":0") && !status(agent).contains("\"waiting\":1"));
        }
        assertThat(lines("lines.log"))
                .satisfiesExactly(
                        line -> assertThat(line).contains(":[two]"),
                        line -> assertThat(line).contains(":[three]"));
        assertThat(lines("json.log"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"one\""),
                        line -> assertThat(line).contains("\"three\""));
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
    void mirrorsADeadLetterThatAnAdminOffersAgain() throws Exception {
        Configuration configuration = configuration(TWO_FILES);
        Agent.start(configuration).close();
        refuseOneEvent();
        try (Agent agent = Agent.start(configuration)) {
            assertThat(get(agent, "/v1/dead?connection=lines").body()).contains("\"message\":\"message 1\"");
            String body = "{\"connection\":\"lines\",\"sequences\":[3]}";
            assertThat(post(agent, "/v1/dead/retry", "text/plain", body).statusCode())
                    .isEqualTo(415);
            HttpResponse<String> answer = post(agent, "/v1/dead/retry", "application/json", body);
            assertThat(answer.body()).isEqualTo("{\"retried\":1,\"unknown\":[]}");
            await().until(() -> lines("lines.log").size() == 1);
            assertThat(status(agent)).contains("\"dead\":0").doesNotContain("\"dead\":1");
        }
        assertThat(lines("lines.log").get(0)).contains("[message 1]");
    }

    @Test
    void letsAConnectionWaitAcrossARestartUntilAnAdminResumesIt() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            String reason = "{\"reason\":\"the disk is moved\"}";
            assertThat(post(agent, "/v1/connections/lines/pause", "application/json", reason)
                            .statusCode())
                    .isEqualTo(200);
            send(agent, "{\"message\":\"waits\"}");
            await().until(() -> lines("json.log").size() == 1);
        }
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            send(agent, "{\"message\":\"waits, too\"}");
            await().until(() -> lines("json.log").size() == 2);
            assertThat(lines("lines.log")).isEmpty();
            assertThat(status(agent)).contains("\"state\":\"paused\"", "\"paused_reason\":\"the disk is moved\"");
            assertThat(post(agent, "/v1/connections/lines/resume", "application/json", "")
                            .statusCode())
                    .isEqualTo(200);
            await().until(() -> lines("lines.log").size() == 2);
        }
    }

    @Test
    void letsOnlyTheAdminChangeAnything() throws Exception {
        String guarded = TWO_FILES.replace(":0\"", ":0\", admin_token: admin-token-0123456789");
        try (Agent agent = Agent.start(configuration(guarded))) {
            for (String path :
                    List.of("/v1/dead/retry", "/v1/dead/drop", "/v1/connections/x/pause", "/v1/connections/x/resume")) {
                assertThat(post(agent, path, "application/json", "{}").statusCode())
                        .isEqualTo(401);
                assertThat(post(agent, "/t/admin-token-0123456789" + path, "application/json", "{}")
                                .statusCode())
                        .isIn(400, 404);
            }
        }
    }

    /** As a destination does that answered while the agent ran before. */
    private void refuseOneEvent() {
        InstantSource clock = InstantSource.system();
        Path data = folder.resolve("data");
        try (SqliteQueue queue = SqliteQueue.open(QueueOptions.in(data), clock, () -> Long.MAX_VALUE)) {
            queue.append(QueueSamples.arrivals(1, 1)).join();
            Batch batch = queue.unsettled("lines", 10, 1 << 20, clock.instant());
            // Before it stand the agent's words of its start and its end.
            queue.settle(new Settlement("lines", batch, Map.of(3L, "no"), Set.of(), clock.instant(), null));
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
                    .containsEntry("mirrorlog_events_accepted_total{site=web-1}", 2.0) // with the agent's own
                    .containsEntry("mirrorlog_events_delivered_total{connection=lines}", 1.0);
            assertThat(samples.get("mirrorlog_queue_commit_seconds_count{}")).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void takesTheConnectionsOfANewConfigurationAndNamesWhatWaitsForARestart() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            send(agent, "{\"message\":\"one\"}");
            await().until(() ->
                    lines("lines.log").size() == 1 && lines("json.log").size() == 1);
            agent.reload(configuration("""
                    site: web-1
                    queue: { max_size: 1GiB }
                    intake: { http: { listen: "127.0.0.1:0" } }
                    connections:
                      lines: { connector: file, path: ./mirror/lines.log, agent_events: false }
                      json: { connector: file, path: ./mirror/moved.log, format: monolog }
                      late: { connector: file, path: ./mirror/late.log }
                    """));
            send(agent, "{\"message\":\"two\"}");
            await().until(() -> lines("lines.log").size() == 2
                    && lines("moved.log").size() == 1
                    && lines("late.log").size() == 1);
            assertThat(lines("json.log")).hasSize(1);
            assertThat(lines("moved.log").get(0)).contains("INFORMATIONAL: two");
            assertThat(status(agent))
                    .contains("\"awaits_restart\":[\"queue.max_size\"]")
                    .contains("\"late\":{")
                    .doesNotContain("nowhere");
            await().until(() ->
                    get(agent, "/metrics").body().contains("delivery_seconds_count{connection=\"late\"} 1"));
            assertThat(get(agent, "/metrics").body()).doesNotContain("nowhere");
        }
    }

    @Test
    void keepsItsConfigurationWhenTheNewOneIsRefusedAndSaysWhy() throws Exception {
        try (Agent agent = Agent.start(configuration(TWO_FILES))) {
            agent.refuse("config.yml:4:1: wrong");
            assertThat(status(agent)).contains("\"refused\":\"config.yml:4:1: wrong\"}");
            send(agent, "{\"message\":\"one\"}");
            await().until(() -> lines("json.log").size() == 1);
            agent.reload(configuration(TWO_FILES));
            assertThat(status(agent)).doesNotContain("refused\":\"");
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

    private static HttpResponse<String> post(Agent agent, String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(agent.address() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(Agent agent, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(agent.address() + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
