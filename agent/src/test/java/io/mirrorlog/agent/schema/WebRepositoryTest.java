package io.mirrorlog.agent.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.stream.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebRepositoryTest {

    private static final SchemaUri VERSION = new SchemaUri("/a/1.0.0");
    private static final SchemaUri LATEST = new SchemaUri("/a/latest");

    @TempDir
    private Path cache;

    private final FakeClock clock = new FakeClock();
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private HttpServer server;
    private String url;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            asked.add(exchange.getRequestMethod() + " " + path);
            byte[] page = pages.getOrDefault(path, "").getBytes(UTF_8);
            exchange.sendResponseHeaders(pages.containsKey(path) ? status : status == 200 ? 404 : status, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/schemas";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private WebRepository open() {
        return WebRepository.open(url + "/", cache, clock);
    }

    @Test
    void aVersionIsFetchedOnceAndOutlivesTheHost() throws Exception {
        pages.put("/schemas/a/1.0.0.yaml", "type: object");
        try (WebRepository repository = open()) {
            assertThat(repository.find(VERSION)).contains("type: object");
            assertThat(repository.find(VERSION)).contains("type: object");
        }
        stop();
        clock.advance(Duration.ofDays(30));
        try (WebRepository repository = open()) {
            assertThat(repository.find(VERSION)).contains("type: object");
        }
        assertThat(asked).containsExactly("GET /schemas/a/1.0.0.yaml");
    }

    @Test
    void whatChangesIsAskedForAgainAndKeptWhileTheHostIsAway() throws Exception {
        pages.put("/schemas/a/latest", "type: object");
        try (WebRepository repository = open()) {
            assertThat(repository.find(LATEST)).contains("type: object");
            pages.put("/schemas/a/latest", "type: string");
            assertThat(repository.find(LATEST)).contains("type: object");
            clock.advance(WebRepository.AGAIN);
            assertThat(repository.find(LATEST)).contains("type: string");
            status = 503;
            clock.advance(WebRepository.AGAIN);
            assertThat(repository.find(LATEST)).contains("type: string");
        }
    }

    @Test
    void whatIsNotThereIsNotAskedForAllTheTime() throws Exception {
        try (WebRepository repository = open()) {
            assertThat(repository.find(VERSION)).isEqualTo(Optional.empty());
            assertThat(repository.find(VERSION)).isEqualTo(Optional.empty());
            assertThat(asked).containsExactly("GET /schemas/a/1.0.0.yaml", "GET /schemas/a/1.0.0");
            clock.advance(WebRepository.ABSENT);
            pages.put("/schemas/a/1.0.0", "{}");
            assertThat(repository.find(VERSION)).contains("{}");
        }
    }

    @Test
    void aHostInTroubleIsLeftAlone() throws Exception {
        status = 500;
        try (WebRepository repository = open()) {
            assertThatThrownBy(() -> repository.find(VERSION)).hasMessage("127.0.0.1 answered with HTTP 500");
            assertThatThrownBy(() -> repository.find(LATEST)).hasMessage("127.0.0.1 answered with HTTP 500");
            assertThat(asked).hasSize(1);
            status = 200;
            pages.put("/schemas/a/1.0.0.yaml", "{}");
            clock.advance(WebRepository.TROUBLE);
            assertThat(repository.find(VERSION)).contains("{}");
        }
    }

    @Test
    void nothingButASchemaIsKept() throws Exception {
        pages.put("/schemas/a/1.0.0.yaml", "<html>log in first</html>");
        pages.put("/schemas/b/1.0.0.yaml", "a: " + "x".repeat(Repository.BYTES_MAX));
        try (WebRepository repository = open()) {
            assertThatThrownBy(() -> repository.find(VERSION)).hasMessageContaining("is no schema");
            assertThatThrownBy(() -> repository.find(new SchemaUri("/b/1.0.0"))).hasMessageContaining("more than");
        }
        try (var kept = Files.walk(cache)) {
            assertThat(kept.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void itStandsBesideFolders() throws Exception {
        pages.put("/schemas/a/1.0.0.yaml", "{ $ref: /fragment/http/client_ip/1.0.0, required: [a] }");
        List<String> repositories = List.of(url, ExampleSchemas.folders().get(0).toString());
        try (Schemas schemas = Schemas.open(repositories, cache, clock, judged -> {})) {
            assertThat(ExampleSchemas.judged(schemas, "{\"$schema\":\"/a/1.0.0\",\"http\":{\"client_ip\":1}}")
                            .text())
                    .isEqualTo("'.http.client_ip' should be string");
            assertThat(ExampleSchemas.judged(schemas, "{\"$schema\":\"/a/1.0.0\",\"http\":{\"client_ip\":\"\"}}"))
                    .isEqualTo(Verdict.GOOD);
        }
    }
}
