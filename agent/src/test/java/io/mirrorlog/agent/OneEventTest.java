package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code docs/connectors/one-event.md} shows what each destination really gets of its event. */
class OneEventTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** A heading, and the last block of lines below it. */
    private static final Pattern SHOWN = Pattern.compile("(?ms)^## `([a-z_ :]+)`$(?:(?!^## ).)*?^```\\w*\\n(.*?)^```$");

    /** By the first part of a URL's path. */
    private static final Map<String, String> NAMES = Map.of(
            "/slack", "slack",
            "/bulk", "loggly",
            "/webhook", "webhook",
            "/elasticsearch", "webhook preset: elasticsearch",
            "/splunk", "webhook preset: splunk_hec",
            "/loki", "webhook preset: loki",
            "/datadog", "webhook preset: datadog",
            "/otlp", "webhook preset: otlp");

    private static final Map<String, HttpAnswer> ANSWERS = Map.of(
            "/slack", new HttpAnswer(200, "ok"),
            "/bulk", new HttpAnswer(200, "{\"response\":\"ok\"}"),
            "/elasticsearch", new HttpAnswer(200, "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}}]}"),
            "/splunk", new HttpAnswer(200, "{\"text\":\"Success\",\"code\":0}"),
            "/loki", new HttpAnswer(204, ""));

    @TempDir
    private Path folder;

    private final Map<String, String> arrived = new ConcurrentHashMap<>();

    @Test
    void looksInEachDestinationAsThePageSays() throws Exception {
        String page = Files.readString(Path.of("../docs/connectors/one-event.md"));
        Map<String, String> shown = new TreeMap<>();
        for (Matcher block = SHOWN.matcher(page); block.find(); ) {
            shown.put(block.group(1), normal(block.group(2)));
        }
        Matcher event = Pattern.compile("(?ms)^```json\\n(.*?)^```$").matcher(page);
        assertThat(event.find()).isTrue();
        try (var http = FaultyHttpServer.start(this::answer);
                var syslog = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var receiver = new Thread(() -> receive(syslog), "syslog");
            receiver.start();
            try (Agent agent = Agent.start(configuration(http.url(), syslog.getLocalPort()))) {
                send(agent, event.group(1));
                await().until(() -> arrived.size() == shown.size() - 2 && !mirror().isEmpty() && !row().isEmpty());
            }
            receiver.join();
        }
        arrived.put("file", mirror());
        arrived.put("jdbc", row());
        Map<String, String> seen = new TreeMap<>();
        arrived.forEach((name, text) -> seen.put(name, normal(text)));
        assertThat(seen).isEqualTo(shown);
    }

    private HttpAnswer answer(HttpCall call) {
        String target = call.header("x-amz-target");
        if (target != null) {
            if (target.endsWith("PutLogEvents")) {
                arrived.put("cloudwatch", call.text());
            }
            return new HttpAnswer(200, Map.of("Content-Type", "application/x-amz-json-1.1"), "{}");
        }
        String first = "/" + call.target().split("[/?]", -1)[1];
        arrived.put(NAMES.get(first), call.text());
        return ANSWERS.getOrDefault(first, new HttpAnswer(200, "{}"));
    }

    private void receive(ServerSocket listening) {
        try (Socket sender = listening.accept()) {
            String message = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            arrived.put(
                    "syslog",
                    message.replaceFirst("^\\d+ (<\\d+>1 \\S+) \\S+", "$1 web-1")); // of any length and machine
        } catch (IOException e) {
            arrived.put("syslog", String.valueOf(e));
        }
    }

    private String mirror() throws IOException {
        Path file = folder.resolve("activity.log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** A column a line; empty until there is one. */
    private String row() {
        var row = new StringBuilder();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mirror.db"));
                ResultSet found = database.createStatement().executeQuery("SELECT * FROM event_log")) {
            boolean there = found.next();
            for (int i = 1; there && i <= found.getMetaData().getColumnCount(); i++) {
                String name = found.getMetaData().getColumnName(i);
                row.append(String.format(Locale.ROOT, "%-15s%s%n", name, found.getString(i)));
            }
        } catch (SQLException notYet) {
            return "";
        }
        return row.toString();
    }

    /** White space that means nothing is left out. */
    private static String normal(String text) {
        var lines = new StringBuilder();
        try {
            return JSON.writeValueAsString(JSON.readTree(text));
        } catch (JacksonException manyOrNone) {
            text.strip().lines().forEach(line -> lines.append(line).append('\n'));
            return lines.toString();
        }
    }

    private Configuration configuration(URI http, int syslog) throws Exception {
        Path file = Files.writeString(folder.resolve("config.yml"), """
                intake: { http: { listen: "127.0.0.1:0" } }
                connections:
                  file: { connector: file, path: ./activity.log, agent_events: false }
                  cloudwatch: { connector: cloudwatch, region: eu-central-1, endpoint: "HTTP", access_key: AKIDEXAMPLE, secret_key: secret }
                  loggly: { connector: loggly, token: 01234567-89ab-cdef-0123-456789abcdef, url: "HTTP" }
                  slack: { connector: slack, url: "HTTP/slack" }
                  jdbc: { connector: jdbc, url: "jdbc:sqlite:FOLDER/mirror.db" }
                  syslog: { connector: syslog, host: 127.0.0.1, port: SYSLOG, transport: tcp }
                  webhook: { connector: webhook, url: "HTTP/webhook" }
                  elasticsearch: { connector: webhook, preset: elasticsearch, url: "HTTP/elasticsearch" }
                  splunk: { connector: webhook, preset: splunk_hec, url: "HTTP/splunk" }
                  loki: { connector: webhook, preset: loki, url: "HTTP/loki" }
                  datadog: { connector: webhook, preset: datadog, url: "HTTP/datadog" }
                  otlp: { connector: webhook, preset: otlp, url: "HTTP/otlp" }
                """.replace("FOLDER", folder.toString())
                .replace("HTTP", http.toString())
                .replace("SYSLOG", String.valueOf(syslog)));
        return Configuration.load(file, new Circumstances(name -> null, "web-1", folder, ConnectorTypes.builtIn()));
    }

    private static void send(Agent agent, String event) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(agent.address() + "/v1/events"))
                                .POST(HttpRequest.BodyPublishers.ofString(event))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
}
