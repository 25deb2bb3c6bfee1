package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole agent tells of itself, read where an operator reads it. */
@Timeout(60)
public class OwnEventsTest {

    /** There is nothing to choose. */
    public record Options() {}

    private static final String CONFIG = """
            site: web-1
            data_dir: ./data
            intake: { http: { listen: "127.0.0.1:0" } }
            connections:
              mirror: { connector: file, path: ./mirror.log }
              copy: { connector: file, path: ./copy.log }
              remote: { connector: scripted, retry: { first: 10ms, max: 20ms } }
            """;

    /** What the scripted destination does with a delivery. */
    private volatile Function<List<Entry>, Outcome> destination = entries -> Outcome.DELIVERED;

    private volatile boolean canBeMade = true;
    private final List<String> taken = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void areMirroredToTheFirstFileAndKeptFromOthers() throws Exception {
        try (Agent agent = start(CONFIG)) {
            send(agent, "hello");
            await().until(() ->
                    lines("mirror.log").size() == 2 && lines("copy.log").size() == 1);
            await().until(() -> taken.size() == 1);
            assertThat(lines("mirror.log").get(0))
                    .contains("[web-1].[INFORMATIONAL]:[the agent has started]{")
                    .contains("\"type\":\"mirrorlog\",\"action\":\"agent_started\"")
                    .contains("\"mirrorlog\":{\"own\":true}");
            assertThat(lines("copy.log").get(0)).contains("[hello]");
            assertThat(taken).containsExactly("hello");
            assertThat(log(agent, "mirrorlog/agent_*")).containsExactly("agent_started");
            // Passed over is not delivered, and does not wait.
            await().untilAsserted(() -> assertThat(connection(agent, "copy"))
                    .contains("\"waiting\":0", "\"delivered\":1", "\"position\":2"));
        }
        try (Agent agent = start(CONFIG)) {
            await().until(() -> lines("mirror.log").size() == 4);
            assertThat(log(agent, "mirrorlog")).containsExactly("agent_started", "agent_stopping", "agent_started");
        }
        assertThat(lines("copy.log")).hasSize(1);
    }

    @Test
    void canBeWantedByAnyConnectionAndByNone() throws Exception {
        String config = CONFIG.replace("./mirror.log }", "./mirror.log, agent_events: false }")
                .replace("scripted,", "scripted, agent_events: true,");
        try (Agent agent = start(config)) {
            await().until(() -> taken.equals(List.of("the agent has started")));
            send(agent, "hello");
            await().until(() ->
                    lines("mirror.log").size() == 1 && lines("copy.log").size() == 1);
        }
    }

    @Test
    void noProducerCanSpeakInTheNameOfTheAgent() throws Exception {
        try (Agent agent = start(CONFIG)) {
            post(
                    agent,
                    "/v1/events",
                    "{\"message\":\"forged\",\"type\":\"mirrorlog\",\"action\":\"agent_started\",\"mirrorlog\":{\"own\":true},"
                            + "\"marks\":{\"own\":true}}");
            await().until(() -> lines("copy.log").size() == 1);
            // Nobody can hide an event from a connection like this one either.
            Event forged = MirroredLine.parse(lines("copy.log").get(0)).event();
            assertThat(forged.message()).isEqualTo("forged");
            assertThat(OwnEvent.is(forged)).isFalse();
            assertThat(OwnEvent.is(
                            MirroredLine.parse(lines("mirror.log").get(0)).event()))
                    .isTrue();
        }
    }

    @Test
    void tellOfAConnectionThatIsRefusedAndMarkTheGapInTheDestinationItself() throws Exception {
        String config = CONFIG.replace("scripted,", "scripted, agent_events: true,");
        destination = entries -> new Outcome.Blocked("HTTP 401");
        try (Agent agent = start(config)) {
            send(agent, "one");
            await().until(() -> log(agent, "mirrorlog/connection_*").equals(List.of("connection_paused")));
            assertThat(connection(agent, "remote"))
                    .contains("\"state\":\"paused\"", "\"state_reason\":\"HTTP 401\",\"paused_by\":\"destination\"");
            assertThat(metrics(agent))
                    .contains("mirrorlog_connection_state{connection=\"remote\",state=\"paused\"} 1.0");
            send(agent, "two");
            destination = entries -> Outcome.DELIVERED;
            await().until(() -> taken.size() == 5 && lines("mirror.log").size() == 5);
        }
        assertThat(taken.get(0)).isEqualTo("the agent has started");
        assertThat(taken.subList(1, 4)).contains("one", "two");
        assertThat(taken.get(4)).startsWith("remote: delivers again after ");
        assertThat(lines("mirror.log").get(4))
                .contains("\"action\":\"connection_recovered\"")
                .contains("\"first_sequence\":1,\"last_sequence\":4");
    }

    @Test
    void tellStateAndSinceWhenAlsoAfterARestart() throws Exception {
        String config = CONFIG.replace("first: 10ms, max: 20ms", "first: 5m, max: 5m");
        destination = entries -> new Outcome.Blocked("HTTP 401");
        String before;
        try (Agent agent = start(config)) {
            send(agent, "one");
            await().until(() -> connection(agent, "remote").contains("\"state\":\"paused\""));
            await().until(() -> !connection(agent, "remote").contains("\"next_try\":null"));
            before = connection(agent, "remote");
        }
        try (Agent agent = start(config)) {
            for (String field : List.of("state", "state_since", "state_reason", "paused_by", "failing_since")) {
                assertThat(field(connection(agent, "remote"), field)).as(field).isEqualTo(field(before, field));
            }
            // Kept to the millisecond.
            assertThat(field(connection(agent, "remote"), "next_try").substring(0, 20))
                    .isEqualTo(field(before, "next_try").substring(0, 20));
            assertThat(log(agent, "mirrorlog/connection_*")).containsExactly("connection_paused");
        }
    }

    @Test
    void tellWhatAnAdminDidAndFromWhere() throws Exception {
        destination = entries -> entries.get(0).event().message().equals("bad")
                ? new Outcome.Mixed(
                        entries.stream().collect(Collectors.toMap(Entry::sequence, entry -> "too odd")), Set.of())
                : Outcome.DELIVERED;
        try (Agent agent = start(CONFIG)) {
            send(agent, "bad");
            await().until(() -> connection(agent, "remote").contains("\"dead\":1"));
            post(agent, "/v1/dead/drop", "{\"connection\":\"remote\",\"sequences\":[2]}");
            post(agent, "/v1/connections/copy/pause", "{\"reason\":\"the disk is moved\"}");
            send(agent, "late");
            post(agent, "/v1/connections/copy/resume", "");
            await().until(() -> log(agent, "mirrorlog/connection_*").size() == 2);
            await().until(() -> lines("copy.log").size() == 2);
            assertThat(log(agent, "mirrorlog"))
                    .containsExactly(
                            "agent_started",
                            "dead_letters",
                            "dead_letters_dropped",
                            "connection_paused",
                            "connection_resumed");
            String told = get(agent, "/v1/logevents?type=mirrorlog&limit=50");
            assertThat(told)
                    .contains("\"message\":\"copy: paused by an admin, events wait in the queue: the disk is moved\"")
                    .contains("\"reason\":\"the disk is moved\",\"by\":\"admin\",\"right\":\"this machine\","
                            + "\"address\":\"127.0.0.1\"")
                    .contains("\"delayed_events\":");
        }
    }

    @Test
    void tellOfAConnectorThatCannotBeMadeWhichHoldsUpNobody() throws Exception {
        canBeMade = false;
        try (Agent agent = start(CONFIG)) {
            send(agent, "one");
            await().until(() -> connection(agent, "remote").contains("\"state\":\"failed\""));
            await().until(() -> lines("copy.log").size() == 1);
            await().until(() -> log(agent, "mirrorlog/connection_*").equals(List.of("connection_failed")));
            canBeMade = true;
            await().until(() -> taken.equals(List.of("one")));
            await().until(() -> connection(agent, "remote").contains("\"state\":\"live\""));
        }
    }

    @Test
    void tellThatALaneBroke() throws Exception {
        destination = entries -> {
            throw new AssertionError("a fault of ours");
        };
        try (Agent agent = start(CONFIG)) {
            send(agent, "one");
            await().until(() -> connection(agent, "remote").contains("\"state\":\"failed\""));
            assertThat(connection(agent, "remote")).contains("its lane broke: java.lang.AssertionError");
            assertThat(metrics(agent))
                    .contains("mirrorlog_connection_state{connection=\"remote\",state=\"failed\"} 1.0");
            await().until(() -> log(agent, "mirrorlog/connection_*").equals(List.of("connection_failed")));
        }
    }

    @Test
    void tellOfTheConfiguration() throws Exception {
        try (Agent agent = start(CONFIG)) {
            agent.reload(configuration(CONFIG + "  more: { connector: discard }\n"));
            agent.refuse("config.yml:1:1: no such option");
            await().until(() -> log(agent, "mirrorlog")
                    .equals(List.of("agent_started", "configuration_reloaded", "configuration_refused")));
        }
    }

    @Test
    void tellThatTheAgentBeforeWasKilled() throws Exception {
        start(CONFIG).close();
        Files.createFile(folder.resolve("data/queue.db-open")); // as a process that is killed leaves them
        Files.createFile(folder.resolve("data/queue.db-wal"));
        try (Agent agent = start(CONFIG)) {
            assertThat(log(agent, "mirrorlog"))
                    .containsExactly("agent_started", "agent_stopping", "agent_started_after_crash");
        }
    }

    @Test
    void tellOfADamagedStoreAndOfWhatIsMissing() throws Exception {
        try (Agent agent = start(CONFIG)) {
            send(agent, "one");
        }
        Files.write(folder.resolve("data/queue.db"), new byte[100]);
        try (Agent agent = start(CONFIG)) {
            await().until(() -> log(agent, "mirrorlog/store_*").size() == 2);
            assertThat(log(agent, "mirrorlog")).containsExactly("agent_started", "store_damaged", "store_salvaged");
        }
    }

    private Agent start(String config) throws Exception {
        return Agent.start(configuration(config));
    }

    private Configuration configuration(String config) throws Exception {
        var types = new ArrayList<ConnectorType<?>>(ConnectorTypes.builtIn());
        types.add(new ConnectorType<>(
                "scripted", Options.class, new Limits(100, 1 << 20, Duration.ZERO), false, (options, surroundings) -> {
                    if (!canBeMade) {
                        throw new IllegalStateException("no such thing");
                    }
                    return scripted();
                }));
        Path file = Files.writeString(folder.resolve("config.yml"), config);
        return Configuration.load(file, new Circumstances(name -> null, "host", folder, types));
    }

    private Connector scripted() {
        return entries -> {
            Outcome outcome = destination.apply(entries);
            if (outcome instanceof Outcome.Delivered) {
                entries.forEach(entry -> taken.add(entry.event().message()));
            }
            return outcome;
        };
    }

    private static void send(Agent agent, String message) throws Exception {
        assertThat(post(agent, "/v1/events", "{\"message\":\"" + message + "\"}"))
                .contains("\"accepted\":1");
    }

    private static String post(Agent agent, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(agent.address() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return answer(request);
    }

    private static String get(Agent agent, String path) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create(agent.address() + path)).build());
    }

    private static String answer(HttpRequest request) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }

    private static String status(Agent agent) throws Exception {
        return get(agent, "/v1/status");
    }

    private static String metrics(Agent agent) throws Exception {
        return get(agent, "/metrics");
    }

    /** The actions of the own events of that type, the oldest first. */
    private static List<String> log(Agent agent, String type) throws Exception {
        String events = get(agent, "/v1/logevents?limit=100&type=" + type.replace("*", "%2A"));
        List<String> actions = new ArrayList<>();
        Pattern.compile("\"type\":\"mirrorlog\",\"action\":\"(\\w+)\"")
                .matcher(events)
                .results()
                .forEach(found -> actions.add(0, found.group(1)));
        return actions;
    }

    private static String connection(Agent agent, String name) throws Exception {
        String all = get(agent, "/v1/connections");
        String status = status(agent);
        String mark = "\"" + name + "\":{\"connector\"";
        assertThat(status.substring(status.indexOf(mark))).startsWith(mark);
        String from = all.substring(all.indexOf(mark));
        return from.substring(0, from.indexOf('}'));
    }

    private static String field(String connection, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":(null|\"[^\"]*\")").matcher(connection);
        assertThat(field.find()).as(name + " in " + connection).isTrue();
        return field.group(1);
    }

    private List<String> lines(String name) throws Exception {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
