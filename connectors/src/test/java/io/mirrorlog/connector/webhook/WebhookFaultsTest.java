package io.mirrorlog.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.contract.HttpFault;
import io.mirrorlog.connector.contract.Turn;
import io.mirrorlog.connector.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Many events to an endpoint where one call in twenty goes wrong and one event in five hundred is refused, offered as a lane
 * offers them. {@code -Dwebhook.events=100000} sends so many; the build sends fewer.
 */
class WebhookFaultsTest {

    private static final int EVENTS = Integer.getInteger("webhook.events", 5_000);
    private static final int BATCH = 10;
    private static final int CALLS_PER_FAULT = 20;
    private static final int EVENTS_PER_REFUSAL = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long SEED = 20_261_122;

    private final Random random = new Random(SEED);

    /** How often each event has arrived. */
    private final Map<String, Integer> arrived = new HashMap<>();

    private final Set<String> refusedThere = new TreeSet<>();

    /** Events that were taken by a call whose answer did not come. */
    private final AtomicLong unanswered = new AtomicLong();

    /** The answer to the call that comes next will be lost. */
    private final AtomicBoolean losesNext = new AtomicBoolean();

    /** @param loses true where the call's events are taken, and nobody is told */
    private record Fault(String name, Turn turn, boolean loses) {}

    /** A slow one costs the whole timeout, so it is rare. */
    private final List<Fault> faults = List.of(
            new Fault("reset", HttpFault.RESETS_AT_ONCE, false),
            new Fault("reset", HttpFault.RESETS_AT_ONCE, false),
            new Fault("503", new HttpAnswer(503, "busy"), false),
            new Fault("503", new HttpAnswer(503, "busy"), false),
            new Fault("429", new HttpAnswer(429, Map.of("Retry-After", "1"), ""), false),
            new Fault("429", new HttpAnswer(429, Map.of("Retry-After", "1"), ""), false),
            new Fault("slow", HttpFault.NEVER_ANSWERS, false),
            new Fault("answer lost", HttpFault.LOSES_THE_ANSWER, true),
            new Fault("answer lost", HttpFault.LOSES_THE_ANSWER, true),
            new Fault("half an answer", HttpFault.BREAKS_OFF_IN_THE_HEAD, true),
            new Fault("half an answer", HttpFault.BREAKS_OFF_IN_THE_HEAD, true));

    private final Map<String, Integer> played = new TreeMap<>();

    /** Refuses bad events: the whole request, or by name within it. */
    private HttpAnswer answer(HttpCall call) {
        List<String> good = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        String[] lines = call.text().split("\n");
        for (int i = 0; i < lines.length; i++) {
            Map<?, ?> event = Json.object(Json.read(lines[i]));
            String id = Json.text(event.get("id"));
            if (Json.text(event.get("message")).startsWith("bad")) {
                bad.add(id);
                errors.add("{\"index\":" + i + ",\"problem\":\"is bad\"}");
            } else {
                good.add(id);
            }
        }
        boolean whole = !bad.isEmpty() && random.nextBoolean();
        boolean lost = losesNext.getAndSet(false);
        if (whole && lines.length > 1) {
            return new HttpAnswer(422, "there is a bad one");
        }
        refusedThere.addAll(bad);
        good.forEach(id -> arrived.merge(id, 1, Integer::sum));
        unanswered.addAndGet(lost ? good.size() : 0);
        return whole
                ? new HttpAnswer(422, "this one is bad")
                : new HttpAnswer(bad.isEmpty() ? 200 : 207, "{\"errors\":[" + String.join(",", errors) + "]}");
    }

    private long arrivals() {
        return arrived.values().stream().mapToLong(Integer::longValue).sum();
    }

    private void mayFail(FaultyHttpServer server) {
        if (random.nextInt(CALLS_PER_FAULT) != 0) {
            return;
        }
        Fault fault = faults.get(random.nextInt(faults.size()));
        played.merge(fault.name(), 1, Integer::sum);
        losesNext.set(fault.loses());
        server.next(fault.turn());
    }

    private static List<Entry> events() {
        List<Entry> events = new ArrayList<>();
        for (int i = 1; i <= EVENTS; i++) {
            var event = new Event(
                    OffsetDateTime.parse("2026-11-21T10:42:07Z"),
                    "shop",
                    Severity.LOW,
                    i % EVENTS_PER_REFUSAL == 0 ? "bad event" : "event " + i,
                    Scalar.of(i),
                    null,
                    null,
                    null,
                    "{}",
                    "{}");
            events.add(new Entry(i, event, "shop", "text " + i));
        }
        return events;
    }

    @Test
    void losesNothingRefusesWhatIsRefusedAndRepeatsOnlyWhatItCannotKnow() throws Exception {
        Map<Long, String> dead = new TreeMap<>();
        long delivered = 0;
        int retried = 0;
        List<Entry> waiting = new ArrayList<>(events());
        try (FaultyHttpServer server = FaultyHttpServer.start(this::answer);
                WebhookConnector connector = connector(server)) {
            int most = BATCH;
            while (!waiting.isEmpty()) {
                mayFail(server);
                List<Entry> offered = List.copyOf(waiting.subList(0, Math.min(most, waiting.size())));
                Outcome outcome = connector.deliver(offered);
                most = BATCH;
                if (outcome instanceof Outcome.Retry) {
                    retried++;
                } else if (outcome instanceof Outcome.TooLarge) {
                    most = offered.size() / 2;
                } else if (outcome instanceof Outcome.Mixed mixed) {
                    assertThat(mixed.again()).isEmpty();
                    dead.putAll(mixed.refused());
                    delivered += offered.size() - mixed.refused().size();
                    waiting.subList(0, offered.size()).clear();
                } else {
                    assertThat(outcome).isEqualTo(Outcome.DELIVERED);
                    delivered += offered.size();
                    waiting.subList(0, offered.size()).clear();
                }
            }
        }
        long duplicates = arrivals() - arrived.size();
        System.out.printf(
                "%,d events, seed %d: %,d delivered, %,d refused; faults %s, %,d retries; %,d arrived twice, all %,d of them in"
                        + " calls whose answer was lost%n",
                EVENTS, SEED, delivered, dead.size(), played, retried, duplicates, unanswered.get());
        assertThat(arrived).as("none lost").hasSize((int) delivered);
        assertThat(delivered + dead.size()).isEqualTo(EVENTS);
        assertThat(dead.keySet()).map(String::valueOf).containsExactlyInAnyOrderElementsOf(refusedThere);
        assertThat(dead).hasSize(EVENTS / EVENTS_PER_REFUSAL);
        assertThat(duplicates).as("duplicates").isEqualTo(unanswered.get()).isPositive();
        assertThat(retried)
                .isEqualTo(played.values().stream().mapToInt(Integer::intValue).sum());
    }

    private static WebhookConnector connector(FaultyHttpServer server) {
        var options = new WebhookConnector.Options(
                Secret.of(server.url() + "/in"),
                "POST",
                Map.of(),
                null,
                null,
                null,
                false,
                List.of("408", "425", "429", "5xx"),
                false);
        var network = new Network(TIMEOUT, null, null);
        return new WebhookConnector(
                options,
                new Surroundings(
                        "hook", ZoneOffset.UTC, () -> Instant.EPOCH, notice -> {}, network, new FakeEventJson()));
    }
}
