package io.mirrorlog.agent.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.web.RawHttp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server with small limits, whose endpoints echo, hold what they get, or break; in the end it holds nothing. */
abstract class HttpServerScene {

    static final int BODY = 100_000;
    static final int IN_FLIGHT = 250_000;
    static final int CONNECTIONS = 8;

    final Queue<Request> seen = new ConcurrentLinkedQueue<>();
    final Queue<CompletableFuture<Answer>> held = new ConcurrentLinkedQueue<>();
    final Semaphore arrivals = new Semaphore(0);
    HttpServer server = started(Duration.ofMinutes(1));

    HttpServer started(Duration patience) {
        var routes = new Routes()
                .addForPages("POST", "/echo", this::echo)
                .add("POST", "/hold", request -> {
                    var answer = new CompletableFuture<Answer>();
                    held.add(answer);
                    arrivals.release();
                    return answer;
                })
                .add("POST", "/break", request -> {
                    throw new IllegalStateException("broken on purpose");
                })
                .add("POST", "/part/*/end", request -> CompletableFuture.completedFuture(part(request)))
                .add("GET", "/look", request -> CompletableFuture.completedFuture(Answer.json(200, "{\"a\":1}")));
        var guard = new BrowserGuard(List.of("https://wiki.example"), "127.0.0.1", true);
        var made =
                new HttpServer("127.0.0.1", 0, routes, guard, new BodyLimits(BODY, IN_FLIGHT, CONNECTIONS, patience));
        made.start();
        return made;
    }

    static Answer part(Request request) {
        try {
            return Answer.text(200, "text/plain", request.part(1));
        } catch (IllegalArgumentException e) {
            return Answer.empty(400);
        }
    }

    CompletableFuture<Answer> echo(Request request) {
        seen.add(request);
        return CompletableFuture.completedFuture(Answer.text(200, "text/plain", new String(request.body(), UTF_8)));
    }

    @BeforeEach
    void nothingIsHeld() {
        assertThat(server.bytesInFlight()).isZero();
    }

    @AfterEach
    void givesAllMemoryBack() {
        await().until(() -> server.bytesInFlight() == 0);
        server.close();
    }

    RawHttp client() throws IOException {
        return new RawHttp(server.port());
    }

    Reply posted(String path, byte[] body, String... headers) throws IOException {
        try (RawHttp client = client()) {
            return client.post(path, body, headers).reply();
        }
    }

    Reply asked(String method, String path, String... headers) throws IOException {
        try (RawHttp client = client()) {
            return client.send(RawHttp.head(method, path, -1, headers)).reply();
        }
    }
}
