package io.mirrorlog.agent.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.ListenAddress;
import io.mirrorlog.agent.config.StreamSettings;
import io.mirrorlog.agent.intake.Tried;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.web.RawHttp;
import io.mirrorlog.agent.web.RawHttp.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The toy server behind a real port. */
@Timeout(30)
class DevServerTest {

    private static final Path SCHEMAS = Path.of("src/test/resources/schemas");
    private static final String GOOD =
            "{\"$schema\":\"/test/event/1.0.0\",\"meta\":{\"stream\":\"test.event\"},\"test\":\"a\"}";
    private static final String BAD = GOOD.replace("\"a\"", "7");

    private final Queue<Received> printed = new ConcurrentLinkedQueue<>();
    private DevServer server = server(false);

    private DevServer server(boolean isStrict) {
        var settings = new DevSettings(
                new ListenAddress("127.0.0.1", 0),
                "dev",
                List.of(SCHEMAS.resolve("primary/jsonschema"), SCHEMAS.resolve("secondary/jsonschema")),
                new StreamSettings(Map.of(), Map.of(), StreamSettings.Unknown.ACCEPT),
                Place.ALL,
                isStrict,
                List.of("https://wiki.example"));
        return new DevServer(settings, new FakeClock(), printed::add);
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int port() {
        return Integer.parseInt(server.address().replaceAll(".*:", ""));
    }

    private Reply post(String body, String... headers) throws IOException {
        try (var client = new RawHttp(port())) {
            return client.post("/v1/events", body.getBytes(UTF_8), headers).reply();
        }
    }

    private Reply get(String path) throws IOException {
        try (var client = new RawHttp(port())) {
            return client.send(RawHttp.head("GET", path, -1)).reply();
        }
    }

    private String lastPrinted() {
        return printed.stream().reduce((first, second) -> second).orElseThrow().forTools();
    }

    @Test
    void answersAsAnIntakeDoesAndShowsWhatTheSchemaSays() throws Exception {
        assertThat(post(GOOD).status()).isEqualTo(201);
        assertThat(lastPrinted()).contains("\"fate\":\"valid\"", "\"stream\":\"test.event\"", "\"problems\":[]");
        assertThat(post(BAD).status()).isEqualTo(201);
        assertThat(lastPrinted())
                .contains("\"fate\":\"invalid\"", "\"problems\":[\"'.test' should be string\"]", "\"line\":\"[");
        assertThat(post(GOOD.replace("/test/event/", "/nope/")).status()).isEqualTo(201);
        assertThat(lastPrinted())
                .contains("\"problems\":[\"Failed loading schema at /nope/1.0.0 (/nope/1.0.0 is in no repository)\"]");
        assertThat(server.events()).isEqualTo(3);
        assertThat(server.bad()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNotAsItsSchemaWantsItWhereItIsStrict() throws Exception {
        server.close();
        server = server(true);
        server.start();
        Reply reply = post("[" + BAD + ",{\"message\":\"" + "m\"}," + GOOD + "]");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body()).contains("\"errorsText\":\"'.test' should be string\"");
        assertThat(printed.stream().map(Received::forTools))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("\"fate\":\"refused\"")
                                .doesNotContain("\"line\""),
                        second -> assertThat(second).contains("\"fate\":\"valid\"", "\"shape\":\"native\""),
                        third -> assertThat(third).contains("\"fate\":\"valid\"", "\"shape\":\"eventgate\""));
    }

    @Test
    void showsWhatCannotBeReadAndWhatIsSentElsewhere() throws Exception {
        assertThat(post("no json").status()).isEqualTo(400);
        assertThat(lastPrinted()).contains("broken JSON at byte 0", "\"received\":\"no json\"");
        assertThat(post("{\"message\":\"a\"}\nnonsense\n", "Content-Type: application/x-ndjson")
                        .status())
                .isEqualTo(207);
        assertThat(lastPrinted()).contains("\"problems\":[\"broken JSON at byte 0 of the line", "nonsense");
        assertThat(get("/v1/event").status()).isEqualTo(404);
        assertThat(lastPrinted())
                .contains("GET /v1/event: answered with 404, there is nothing at this path; events go to POST");
        assertThat(post("x", "Content-Encoding: br").status()).isEqualTo(415);
        assertThat(lastPrinted()).contains("POST /v1/events: answered with 415");
        assertThat(post("{}", "Host: evil.example").status()).isIn(400, 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/beacon/event", "/event"})
    void takesTheBeaconsOfOld(String path) throws Exception {
        String capsule = "?%7B%22schema%22:%22Test%22,%22event%22:%7B%22a%22:1%7D,%22wiki%22:%22enwiki%22%7D;";
        assertThat(get(path + capsule).status()).isEqualTo(204);
        assertThat(lastPrinted()).contains("\"stream\":\"eventlogging_Test\"", "[enwiki].");
        assertThat(get(path + "?nonsense").status()).isEqualTo(400);
        assertThat(lastPrinted()).contains("GET " + path + ": answered with 400, the query is to be one JSON object");
        assertThat(server.events()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080",
                "https://127.0.0.1",
                "http://[::1]:3000",
                "http://127.1.2.3:1",
                "https://wiki.example"
            })
    void takesEventsOfPagesOfThisMachine(String origin) throws Exception {
        Reply reply = post("{\"message\":\"m\"}", "Origin: " + origin);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.headers()).containsEntry("access-control-allow-origin", origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "null"
            })
    void refusesThoseOfOthers(String origin) throws Exception {
        assertThat(post("{\"message\":\"m\"}", "Origin: " + origin).status()).isEqualTo(403);
        assertThat(lastPrinted()).contains("here: by --origin");
    }

    @Test
    void servesAPageThatCanOnlyBeWhatItIs() throws Exception {
        for (String path : List.of("/", "/dev.js", "/dev.css")) {
            Reply reply = get(path);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers())
                    .hasEntrySatisfying(
                            "content-security-policy",
                            policy -> assertThat(policy)
                                    .startsWith(
                                            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
                                    .doesNotContain("unsafe", "http:", "https:", "*"))
                    .containsEntry("x-content-type-options", "nosniff");
            assertThat(reply.body())
                    .doesNotContain("http://", "https://", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(")
                    .doesNotContain("document.write", "style=", "javascript:", "DOMParser", "srcdoc")
                    .doesNotContainPattern("\\son[a-z]+=");
        }
    }

    @Test
    void tellsThoseWhoWatchWhatCameBeforeAndWhatComes() throws Exception {
        post("{\"message\":\"</script><img src=x onerror=alert(1)>\"}");
        post("{\"message\":\"second\"}");
        try (var watcher = new Watcher("Last-Event-ID: 1")) {
            assertThat(watcher.head()).contains("200 OK", "Content-Type: text/event-stream");
            assertThat(watcher.next()).contains("\"number\":2");
            post("[{\"message\":\"third\"},\n{\"message\":\"fourth\"}]");
            assertThat(watcher.next()).contains("\"number\":3", "\"topic\":\"native\"", "\"message\":\"third\"");
            assertThat(watcher.next()).contains("\"number\":4");
        }
        try (var watcher = new Watcher("Last-Event-ID: 99")) { // of a server that was there before
            watcher.head();
            assertThat(watcher.next()).contains("\"number\":1", "onerror=alert(1)");
        }
    }

    @Test
    void cutsAWatcherThatDoesNotReadAndHoldsNobody() throws Exception {
        String large = "{\"message\":\"m\",\"x\":\"" + "x".repeat(60_000) + "\"}";
        try (var slow = new Watcher();
                var quick = new Watcher()) {
            slow.head();
            quick.head();
            var reading = new Thread(() -> {
                try {
                    while (!quick.next().contains("\"number\":200,")) {}
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            reading.start();
            for (int i = 0; i < 20; i++) {
                assertThat(post("[" + String.join(",", Collections.nCopies(10, large)) + "]")
                                .status())
                        .isEqualTo(202);
            }
            reading.join();
            slow.awaitEndBefore(200);
        }
    }

    @Test
    void keepsTheLastEventsWithinBounds() {
        var recent = new Recent(new FakeClock(), shown -> {});
        var one = new Tried(Tried.Fate.REFUSED, "", "", "x".repeat(60_000), null, List.of());
        for (int i = 0; i < 300; i++) {
            recent.add(List.of(one));
            assertThat(recent.bytes()).isLessThanOrEqualTo(Recent.BYTES_MAX);
        }
        assertThat(recent.bytes()).isGreaterThan(Recent.BYTES_MAX - 70_000);
        var small = new Tried(Tried.Fate.REFUSED, "", "", "x", null, List.of());
        for (int i = 0; i < 2 * Recent.EVENTS_MAX; i++) {
            recent.add(List.of(small));
        }
        assertThat(recent.bytes()).isLessThan(Recent.EVENTS_MAX * 300L);
    }

    @Test
    void letsOnlySoManyWatch() throws Exception {
        var watchers = new ConcurrentLinkedQueue<Watcher>();
        try {
            for (int i = 0; i < Recent.WATCHERS_MAX; i++) {
                var watcher = new Watcher();
                watchers.add(watcher);
                watcher.head();
            }
            assertThat(get("/live").status()).isEqualTo(503);
            watchers.remove().close();
            await().until(() -> {
                try (var next = new Watcher()) {
                    return next.head().contains("200 OK");
                }
            });
        } finally {
            for (Watcher watcher : watchers) {
                watcher.close();
            }
        }
    }

    /** Reads server-sent events. */
    private final class Watcher implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader lines;

        Watcher(String... headers) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port());
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(RawHttp.head("GET", "/live", -1, headers).getBytes(UTF_8));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        String head() throws IOException {
            var head = new StringBuilder();
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }

        /** The next event's data. */
        String next() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    return line;
                }
            }
            throw new IOException("the stream has ended");
        }

        /** Reads on; the stream is to end before the event of that number. */
        void awaitEndBefore(int number) {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    assertThat(line).doesNotContain("\"number\":" + number + ",");
                }
            } catch (IOException reset) {
                return; // an end, too
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
