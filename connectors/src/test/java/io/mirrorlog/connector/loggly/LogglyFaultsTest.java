package io.mirrorlog.connector.loggly;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SmallLane;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.contract.FaultyHttpServer;
import io.mirrorlog.connector.contract.RandomFaults;
import io.mirrorlog.connector.http.FakeEventJson;
import io.mirrorlog.connector.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many events, of which one in a thousand is refused; {@code -Dmirrorlog.events=100000} sends so many. */
class LogglyFaultsTest {

    private static final int EVENTS = Integer.getInteger("mirrorlog.events", 20_000);
    private static final int BATCH = 100;
    private static final int EVENTS_PER_REFUSAL = 1_000;
    private static final int SITES = 3;
    private static final long SEED = 20_261_122;

    private static Entry entry(long number) {
        var event = new Event(
                OffsetDateTime.parse("2026-11-21T10:42:07Z"),
                "site" + number % SITES,
                Severity.LOW,
                number % EVENTS_PER_REFUSAL == 0 ? "bad event" : "event " + number,
                Scalar.of(number),
                null,
                null,
                null,
                Event.NONE,
                Event.NONE);
        return new Entry(number, event, "site", "text " + number);
    }

    @Test
    void losesNothingRefusesWhatIsRefusedAndRepeatsOnlyWhatItCannotKnow() throws Exception {
        var loggly = new FakeLoggly();
        var faults = new RandomFaults(SEED, loggly::arrivals);
        List<Entry> events = LongStream.rangeClosed(1, EVENTS)
                .mapToObj(LogglyFaultsTest::entry)
                .toList();
        SmallLane lane;
        try (FaultyHttpServer server = FaultyHttpServer.start(loggly);
                var connector = new LogglyConnector(options(server), surroundings())) {
            server.always(faults);
            lane = new SmallLane(connector, BATCH);
            lane.carry(events, () -> {});
        }
        Set<String> arrived = loggly.events().stream()
                .map(event -> Json.text(event.fields().get("id")))
                .collect(Collectors.toCollection(TreeSet::new));
        long duplicates = loggly.arrivals() - arrived.size();
        System.out.printf(
                "loggly: %,d events, seed %d: %,d delivered, %,d refused; faults %s; %,d arrived twice, all in calls whose"
                        + " answer was lost%n",
                EVENTS, SEED, lane.delivered(), lane.dead().size(), faults, duplicates);

        assertThat(loggly.broken()).as("limits").isEmpty();
        assertThat(arrived).as("none lost").hasSize((int) lane.delivered());
        assertThat(lane.delivered() + lane.dead().size()).isEqualTo(EVENTS);
        assertThat(lane.dead().keySet())
                .as("refused")
                .containsExactlyElementsOf(events.stream()
                        .filter(entry -> entry.event().message().startsWith("bad"))
                        .map(Entry::sequence)
                        .toList());
        assertThat(duplicates).isEqualTo(faults.unanswered()).isPositive();
        assertThat(lane.failed()).isGreaterThanOrEqualTo(faults.count());
    }

    private static LogglyConnector.Options options(FaultyHttpServer server) {
        return new LogglyConnector.Options(
                Secret.of(FakeLoggly.TOKEN), List.of("{site}"), server.url().toString(), Body.JSON, false);
    }

    private static Surroundings surroundings() {
        var network = new Network(Duration.ofSeconds(1), null, null);
        return new Surroundings("ops", ZoneOffset.UTC, () -> Instant.EPOCH, notice -> {}, network, new FakeEventJson());
    }
}
