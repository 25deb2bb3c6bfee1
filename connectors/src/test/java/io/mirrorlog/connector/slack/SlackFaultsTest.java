package io.mirrorlog.connector.slack;

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
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Many events, now few and now many at once, of which one in a thousand is refused where it is shown; {@code
 * -Dmirrorlog.events=100000} sends so many.
 */
class SlackFaultsTest {

    private static final int EVENTS = Integer.getInteger("mirrorlog.events", 20_000);
    private static final int TOGETHER_MOST = 60;
    private static final int EVENTS_PER_REFUSAL = 1_000;
    private static final int EVENTS_PER_CRITICAL = 50;
    private static final long SEED = 20_261_122;

    /** Each burst is a site of its own, so that digests can be held against what was offered. */
    private static Entry entry(long number, int burst) {
        boolean critical = number % EVENTS_PER_CRITICAL == 1;
        var event = new Event(
                OffsetDateTime.parse("2026-11-21T10:42:07Z"),
                "site" + burst,
                critical ? Severity.CRITICAL : Severity.LOW,
                number % EVENTS_PER_REFUSAL == 0 ? "bad event" : "event",
                Scalar.of(number),
                null,
                null,
                null,
                Event.NONE,
                Event.NONE);
        return new Entry(number, event, "site" + burst, "text");
    }

    private static List<List<Entry>> bursts(Random random) {
        List<List<Entry>> bursts = new ArrayList<>();
        for (long number = 1; number <= EVENTS; ) {
            List<Entry> burst = new ArrayList<>();
            for (int left = 1 + random.nextInt(TOGETHER_MOST); left > 0 && number <= EVENTS; left--) {
                burst.add(entry(number++, bursts.size()));
            }
            bursts.add(burst);
        }
        return bursts;
    }

    @Test
    void losesNothingRefusesWhatIsRefusedAndRepeatsOnlyWhatItCannotKnow() throws Exception {
        var slack = new FakeSlack();
        var faults = new RandomFaults(SEED, slack::arrivals);
        List<List<Entry>> bursts = bursts(new Random(SEED));
        SmallLane lane;
        try (FaultyHttpServer server = FaultyHttpServer.start(slack);
                var connector = new SlackConnector(options(server), surroundings())) {
            server.always(faults);
            lane = new SmallLane(connector, TOGETHER_MOST);
            for (List<Entry> burst : bursts) {
                lane.carry(burst, () -> {});
            }
        }
        long counted = slack.posted().stream()
                .mapToLong(posted -> posted.events() - posted.shown().size())
                .sum();
        long duplicates = slack.arrivals() - lane.delivered();
        System.out.printf(
                "slack: %,d events, seed %d: %,d delivered by %,d messages, %,d in digests, %,d refused; faults %s; %,d arrived"
                        + " twice, all in calls whose answer was lost%n",
                EVENTS,
                SEED,
                lane.delivered(),
                slack.posted().size(),
                counted,
                lane.dead().size(),
                faults,
                duplicates);

        assertThat(slack.broken()).as("rules").isEmpty();
        assertThat(lane.delivered() + lane.dead().size()).isEqualTo(EVENTS);
        assertThat(duplicates).isEqualTo(faults.unanswered()).isPositive();
        assertThat(lane.dead().keySet().stream().map(String::valueOf).toList())
                .as("refused")
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        slack.refusedAlone().stream().distinct().toList());
        Map<String, Set<String>> shown = shownBySite(slack, bursts);
        Map<String, Integer> inDigests = new TreeMap<>();
        slack.posted().forEach(posted -> posted.counted().forEach((site, n) -> inDigests.merge(site, n, Integer::sum)));
        for (List<Entry> burst : bursts) {
            String site = burst.get(0).identifier();
            long alive = burst.stream()
                    .filter(entry -> !lane.dead().containsKey(entry.sequence()))
                    .count();
            int there = shown.getOrDefault(site, Set.of()).size() + inDigests.getOrDefault(site, 0);
            assertThat(there).as("none lost of " + site).isGreaterThanOrEqualTo((int) alive);
            assertThat(shown.getOrDefault(site, Set.of()))
                    .as("critical ones of " + site)
                    .containsAll(burst.stream()
                            .filter(entry -> entry.event().severity() == Severity.CRITICAL)
                            .map(entry -> Long.toString(entry.sequence()))
                            .toList());
        }
        assertThat(counted).isPositive();
    }

    private static Map<String, Set<String>> shownBySite(FakeSlack slack, List<List<Entry>> bursts) {
        Set<String> shown = slack.posted().stream()
                .flatMap(posted -> posted.shown().stream())
                .collect(Collectors.toSet());
        return bursts.stream()
                .flatMap(List::stream)
                .filter(entry -> shown.contains(Long.toString(entry.sequence())))
                .collect(Collectors.groupingBy(
                        Entry::identifier,
                        Collectors.mapping(entry -> Long.toString(entry.sequence()), Collectors.toSet())));
    }

    private static SlackConnector.Options options(FaultyHttpServer server) {
        return new SlackConnector.Options(
                Secret.of(server.url() + FakeSlack.HOOK), null, null, "https://slack.com/api", 20, null, false);
    }

    private static Surroundings surroundings() {
        var network = new Network(Duration.ofSeconds(1), null, null);
        return new Surroundings("ops", ZoneOffset.UTC, () -> Instant.EPOCH, notice -> {}, network, (to, entry) -> {});
    }
}
