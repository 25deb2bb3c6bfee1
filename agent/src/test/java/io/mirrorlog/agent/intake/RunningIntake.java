package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.delivery.DirectWriting;
import io.mirrorlog.agent.delivery.Timings;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.web.BodyLimits;
import io.mirrorlog.agent.web.BrowserGuard;
import io.mirrorlog.agent.web.HttpServer;
import io.mirrorlog.agent.web.RawHttp;
import io.mirrorlog.agent.web.Routes;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** {@code POST /v1/events} behind a real port, in front of a queue in memory. */
final class RunningIntake implements AutoCloseable {

    static final int MAX_BODY = 8 << 20;
    static final String SHOP_TOKEN = "shop-token-0123456789";
    static final String WIKI_TOKEN = "wiki-token-0123456789";

    final MemoryQueue queue;
    final RefusedEvents refusals;

    /** Writes to nothing unless a test says so. */
    final DirectWriting direct;

    private final HttpServer server;

    RunningIntake(Path refused, Map<String, String> tokens) {
        this(refused, tokens, queue -> queue);
    }

    /** @param between what stands between the intake and the queue */
    RunningIntake(Path refused, Map<String, String> tokens, UnaryOperator<EventQueue> between) {
        this(refused, tokens, between, EventGate.USUAL);
    }

    /** @param gate takes events of EventGate's shape */
    RunningIntake(Path refused, Map<String, String> tokens, UnaryOperator<EventQueue> between, EventGate gate) {
        var clock = new FakeClock();
        queue = new MemoryQueue(clock);
        direct = new DirectWriting(clock, Timings.NONE);
        refusals = new RefusedEvents(refused, clock);
        Map<String, Secret<String>> secrets = new LinkedHashMap<>();
        tokens.forEach((site, token) -> secrets.put(site, Secret.of(token)));
        var endpoint = new EventsEndpoint(between.apply(queue), refusals, secrets, "web-1", clock, direct, gate);
        var guard = new BrowserGuard(List.of("https://wiki.example"), "127.0.0.1", true);
        var beacon = new BeaconEndpoint(endpoint, guard);
        server = new HttpServer(
                "127.0.0.1",
                0,
                new Routes()
                        .addForPages("POST", "/v1/events", endpoint)
                        .addForPages("GET", "/beacon/event", beacon)
                        .addForPages("POST", "/beacon/event", beacon),
                guard,
                new BodyLimits(MAX_BODY, 4L * MAX_BODY, 100));
        server.start();
    }

    static Map<String, String> tokens() {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("shop", SHOP_TOKEN);
        tokens.put("enwiki", WIKI_TOKEN);
        return tokens;
    }

    int port() {
        return server.port();
    }

    RawHttp.Reply post(String body, String... headers) throws IOException {
        return post("/v1/events", body.getBytes(UTF_8), headers);
    }

    RawHttp.Reply post(String path, byte[] body, String... headers) throws IOException {
        try (var client = new RawHttp(port())) {
            return client.post(path, body, headers).reply();
        }
    }

    /** What the queue holds, in order. */
    List<Event> stored() {
        return queue.readForward(0, Integer.MAX_VALUE).stream()
                .map(queued -> queued.event())
                .toList();
    }

    @Override
    public void close() {
        server.close();
        refusals.close();
        queue.close();
    }
}
