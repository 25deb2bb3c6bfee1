package io.mirrorlog.connector.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.cloudwatch.FakeCloudWatch.Stored;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.contract.HttpFault;
import io.mirrorlog.connector.contract.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Many events of all kinds to a service that fails in one call of twenty; {@code -Dmirrorlog.events=100000} for more. */
class CloudWatchFaultsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:42:07.9Z");
    private static final int EVENTS = Integer.getInteger("mirrorlog.events", 20_000);
    private static final long SEED = Long.getLong("mirrorlog.seed", 7L);
    private static final String TOO_MUCH = "x".repeat(Oversize.MESSAGE_BYTES_MAX + 1);

    private final Random random = new Random(SEED);
    private final Random chance = new Random(SEED + 1);
    private final FakeCloudWatch service =
            new FakeCloudWatch(NOW, new Signatures("AKIAFAKE", "secret", null, "us-east-1"));
    private final Map<String, Integer> faults = new HashMap<>();

    /** Stored by a call whose answer nobody got. */
    private final Set<String> lost = new HashSet<>();

    private final List<Integer> errors = new ArrayList<>();

    @Test
    void losesNothingBreaksNoLimitAndRepeatsOnlyWhatItDoesNotKnow() throws Exception {
        Map<Long, String> refused = new HashMap<>();
        Set<String> rejected = new HashSet<>();
        try (var server = FaultyHttpServer.start(this::answer)) {
            server.always(wire -> turn().play(wire));
            var connector = connector(server.url().toString());
            long next = 1;
            List<Entry> waiting = new ArrayList<>();
            int most = 1;
            while (next <= EVENTS || !waiting.isEmpty()) {
                while (waiting.size() < 200 && next <= EVENTS) {
                    waiting.add(entry(next++));
                }
                Outcome outcome = connector.deliver(List.copyOf(waiting.subList(0, Math.min(most, waiting.size()))));
                most = settle(waiting, Math.min(most, waiting.size()), outcome, refused);
            }
            connector.close();
            rejected.addAll(server.looking(service::rejected));
        }
        assertThat(errors).as("limits that were broken").isEmpty();
        Map<String, Integer> times = new HashMap<>();
        service.arrived().forEach(stored -> times.merge(name(stored.message()), 1, Integer::sum));
        for (long sequence = 1; sequence <= EVENTS; sequence++) {
            String name = "event-" + sequence;
            boolean isThere = times.containsKey(name);
            assertThat(isThere).as("%s is there, or refused", name).isNotEqualTo(refused.containsKey(sequence));
            assertThat(times.getOrDefault(name, 1) == 1 || lost.contains(name))
                    .as("%s is there once, but where the answer was lost", name)
                    .isTrue();
        }
        refused.values().removeIf(reason -> reason.contains("see oversize"));
        assertThat(refused.keySet().stream().map(sequence -> "event-" + sequence))
                .containsExactlyInAnyOrderElementsOf(
                        rejected.stream().map(CloudWatchFaultsTest::name).toList());
        long doubled = times.values().stream().filter(count -> count > 1).count();
        System.out.println("CloudWatch Logs: " + EVENTS + " events, " + faults + ", " + refused.size()
                + " refused by the service, " + doubled + " there more than once");
        assertThat(faults).hasSize(6);
        assertThat(doubled).isPositive();
        assertThat(refused).isNotEmpty();
    }

    private HttpAnswer answer(HttpCall call) {
        HttpAnswer answer = service.answer(call);
        if (answer.status() != 200 && !answer.body().contains("ResourceNotFoundException")) {
            errors.add(answer.status());
        }
        return answer;
    }

    private Turn turn() {
        if (chance.nextInt(100) >= 5) {
            return wire -> wire.send(wire.taken());
        }
        int kind = chance.nextInt(100);
        if (kind < 25) {
            return counted("reset", HttpFault.RESETS_AT_ONCE);
        } else if (kind < 30 && faults.getOrDefault("hang", 0) <= EVENTS / 50_000) {
            return counted("hang", HttpFault.NEVER_ANSWERS); // few, since each takes the whole timeout
        } else if (kind < 50) {
            return counted(
                    "throttled",
                    new HttpAnswer(400, "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}"));
        } else if (kind < 65) {
            return counted("500", new HttpAnswer(500, "{\"__type\":\"InternalServerException\"}"));
        } else if (kind < 75) {
            return counted("503", new HttpAnswer(503, "{\"__type\":\"ServiceUnavailableException\"}"));
        }
        return counted("answer lost", wire -> {
            int before = service.arrived().size();
            wire.taken();
            for (Stored stored :
                    service.arrived().subList(before, service.arrived().size())) {
                lost.add(name(stored.message()));
            }
            wire.reset();
        });
    }

    private Turn counted(String name, Turn fault) {
        faults.merge(name, 1, Integer::sum);
        return fault;
    }

    private static CloudWatchConnector connector(String url) {
        var options = new CloudWatchConnector.Options(
                "us-east-1",
                "mirror/{site}",
                "{date}",
                true,
                null,
                url,
                Secret.of("AKIAFAKE"),
                Secret.of("secret"),
                null,
                null,
                null,
                Oversize.REFUSE,
                false);
        var network = new Network(Duration.ofSeconds(3), null, null);
        return new CloudWatchConnector(
                options,
                new Surroundings(
                        "c", ZoneOffset.UTC, InstantSource.fixed(NOW), notice -> {}, network, (to, entry) -> {}));
    }

    /** Mostly of now and in order; some of another day, some that the service refuses, a few large ones. */
    private Entry entry(long sequence) {
        Instant time = NOW.minusSeconds(3_600).plusMillis(sequence % 3_000_000);
        int kind = random.nextInt(1_000);
        if (kind < 10) {
            time = NOW.minus(Duration.ofHours(random.nextInt(24 * 13)));
        } else if (kind < 20) {
            time = NOW.minus(Duration.ofDays(14 + random.nextInt(20))).minusSeconds(1);
        } else if (kind < 25) {
            time = NOW.plus(Duration.ofHours(3 + random.nextInt(10)));
        }
        String text = "event-" + sequence + " ";
        if (kind == 30) {
            text += TOO_MUCH;
        } else if (kind == 31) {
            text += "漢".repeat(100_000);
        } else {
            text += "é".repeat(random.nextInt(300));
        }
        String site = List.of("shop", "wiki", "a b").get(kind % 7 == 0 ? kind % 3 : 0);
        var event = new Event(
                time.atOffset(ZoneOffset.UTC),
                site,
                Severity.LOW,
                "something happened",
                Scalar.of(sequence),
                null,
                null,
                null,
                Event.NONE,
                Event.NONE);
        return new Entry(sequence, event, site, text);
    }

    /**
     * What a lane does with an outcome.
     *
     * @return how many it offers next
     */
    private int settle(List<Entry> waiting, int offered, Outcome outcome, Map<Long, String> refused) {
        if (outcome instanceof Outcome.TooLarge) {
            assertThat(offered).isGreaterThan(1);
            return offered / 2;
        }
        if (outcome instanceof Outcome.Delivered delivered) {
            waiting.subList(0, Math.min(delivered.count(), offered)).clear();
        } else if (outcome instanceof Outcome.Mixed mixed) {
            assertThat(mixed.again()).isEmpty();
            refused.putAll(mixed.refused());
            waiting.subList(0, offered).clear();
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Retry.class);
            return offered;
        }
        return 1 + random.nextInt(200);
    }

    private static String name(String message) {
        return message.substring(0, message.indexOf(' '));
    }
}
