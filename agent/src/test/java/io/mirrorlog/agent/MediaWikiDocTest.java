package io.mirrorlog.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ReadyMadeStreams;
import io.mirrorlog.agent.web.RawHttp;
import io.mirrorlog.agent.web.RawHttp.Reply;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** What docs/sites/mediawiki.md prints is what happens, from the configuration to the lines. */
class MediaWikiDocTest {

    private static final Path SCHEMAS = Path.of("src/test/resources/schemas");
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| `(\\[[^`]+)` \\|$");
    private static final String ORIGIN = "Origin: https://wiki.example";
    private static final JsonMapper JSON = new JsonMapper();

    /** What a MediaWiki sends, by its name on the page. */
    private static final Map<String, String> RECORDED = new LinkedHashMap<>();

    static {
        RECORDED.put(
                "mw.eventLog.submit",
                "{\"$schema\":\"/test/event/1.0.0\",\"test\":\"https://wiki.example/wiki/Main_Page\","
                        + "\"meta\":{\"stream\":\"test.event\",\"domain\":\"wiki.example\"},\"dt\":\"2026-03-01T12:00:00.250Z\"}");
        RECORDED.put(
                "mw.eventLog.logEvent",
                "{\"event\":{\"is_mobile\":false,\"user_editcount\":3,\"user_id\":17,\"impact_module_state\":\"activated\","
                        + "\"start_email_state\":\"noemail\",\"homepage_pageview_token\":\"338abe4c324c68675fb2\","
                        + "\"referer_route\":\"postedit\"},\"schema\":\"HomepageVisit\",\"webHost\":\"wiki.example\","
                        + "\"wiki\":\"examplewiki\",\"$schema\":\"/analytics/legacy/homepagevisit/1.6.0\","
                        + "\"client_dt\":\"2026-03-01T12:00:01.500Z\","
                        + "\"meta\":{\"stream\":\"eventlogging_HomepageVisit\",\"domain\":\"wiki.example\"}}");
        RECORDED.put(
                "EventLogging::submit",
                "{\"$schema\":\"/analytics/legacy/serversideaccountcreation/1.2.0\",\"schema\":\"ServerSideAccountCreation\","
                        + "\"event\":{\"token\":\"\",\"userId\":18,\"userName\":\"Newcomer\",\"isSelfMade\":true,"
                        + "\"displayMobile\":false,\"isApi\":false,\"userBuckets\":\"\",\"campaign\":\"\"},"
                        + "\"wiki\":\"examplewiki\",\"dt\":\"2026-03-01T12:00:02Z\","
                        + "\"http\":{\"request_headers\":{\"user-agent\":\"Mozilla/5.0\"}},"
                        + "\"meta\":{\"domain\":\"wiki.example\",\"stream\":\"eventlogging_ServerSideAccountCreation\"}}");
    }

    private static final String CAPSULE =
            "{\"event\":{\"OtherMessage\":\"Hello; & 100 % + more\"},\"schema\":\"Test\",\"revision\":15047841,"
                    + "\"webHost\":\"wiki.example\",\"wiki\":\"examplewiki\"}";

    @TempDir
    private Path folder;

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/sites/mediawiki.md"));
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        ROW.matcher(page()).results().forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }

    /** By the schema's path, with a number behind it where there are several. */
    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(SCHEMAS)) {
            for (Path file : files.filter(file -> file.toString().matches(".*/[0-9.]+\\.yaml"))
                    .filter(file -> !file.toString().contains("/fragment/"))
                    .sorted()
                    .toList()) {
                Map<?, ?> schema =
                        (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
                String title =
                        file.toString().replaceFirst(".*/jsonschema/", "").replaceFirst("\\.yaml$", "");
                int number = 0;
                for (Object example : (List<?>) Objects.requireNonNull(schema.get("examples"))) {
                    number++;
                    examples.put(number == 1 ? title : title + " (" + number + ")", JSON.writeValueAsString(example));
                }
            }
        }
        return examples;
    }

    private Configuration configuration() throws Exception {
        Matcher sample = SAMPLE.matcher(page());
        assertThat(sample.find()).isTrue();
        Path file = folder.resolve("config.yml");
        Files.writeString(file, sample.group(1).replace("127.0.0.1:8514", "127.0.0.1:0"));
        return Configuration.load(file, new Circumstances(name -> null, "web-1", folder, ConnectorTypes.builtIn()));
    }

    private static Reply send(Agent agent, String request) throws IOException {
        try (var client = new RawHttp(URI.create(agent.address()).getPort())) {
            return client.send(request.getBytes(UTF_8)).reply();
        }
    }

    private static Reply post(Agent agent, String path, String body, String... headers) throws IOException {
        return send(agent, RawHttp.head("POST", path, body.getBytes(UTF_8).length, headers) + body);
    }

    private List<String> lines() throws IOException {
        return new MirroredFiles(folder.resolve("data/mirror")).lines("activity.log");
    }

    @Test
    void mirrorsEveryEventAsTheTableSays() throws Exception {
        List<String> names = new ArrayList<>(RECORDED.keySet());
        names.add("/beacon/event");
        names.addAll(examples().keySet());
        try (Agent agent = Agent.start(configuration())) {
            for (String body : List.of(RECORDED.get("mw.eventLog.submit"), RECORDED.get("mw.eventLog.logEvent"))) {
                Reply beacon =
                        post(agent, "/v1/events?hasty=true", body, ORIGIN, "Content-Type: text/plain;charset=UTF-8");
                assertThat(beacon.status()).isEqualTo(202);
                assertThat(beacon.body()).isEmpty();
            }
            String fromPhp = "[" + RECORDED.get("EventLogging::submit") + "]";
            assertThat(post(agent, "/v1/events", fromPhp, "Content-Type: application/json", "X-Client-IP: 203.0.113.9")
                            .status())
                    .isEqualTo(201);
            String query = URLEncoder.encode(CAPSULE, UTF_8).replace("+", "%20");
            String get = RawHttp.head("GET", "/beacon/event?" + query + ";", -1);
            assertThat(send(agent, get).status()).isEqualTo(204);
            String all = examples().values().stream().collect(Collectors.joining(",", "[", "]"));
            assertThat(post(agent, "/v1/events", all, ORIGIN, "Content-Type: text/plain")
                            .status())
                    .isEqualTo(201);
            await().until(() -> lines().size() == names.size());
        }
        Map<String, String> rows = rows();
        List<String> lines = lines();
        String told = String.join("\n", lines);
        assertThat(rows.keySet()).as(told).containsExactlyElementsOf(names);
        for (int i = 0; i < lines.size(); i++) {
            String row = String.valueOf(rows.get(names.get(i)));
            String pattern =
                    Arrays.stream(row.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            assertThat(lines.get(i)).as(names.get(i)).matches(pattern);
        }
        assertThat(lines.get(2))
                .contains(
                        "\"http\":{\"request_headers\":{\"user-agent\":\"Mozilla/5.0\"},\"client_ip\":\"203.0.113.9\"}");
    }

    @Test
    void hasAMappingForEverySchemaOfTheTable() throws Exception {
        List<String> titles = examples().keySet().stream()
                .map(name -> name.replaceFirst("/[0-9.]+( \\(\\d\\))?$", ""))
                .distinct()
                .toList();
        assertThat(ReadyMadeStreams.all().keySet()).containsExactlyInAnyOrderElementsOf(titles);
    }
}
