package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.index.TooSlowException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who follows {@code lecontinue} sees each event once, whatever it is that makes a page end. */
class PagingTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

    private final MemoryLog log = new MemoryLog();
    private final MediaWikiApi api = new MediaWikiApi(log, "1", false, () -> NOW);

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void tellsEachEventOnceInOrder(long seed) {
        var random = new Random(seed);
        int events = 1 + random.nextInt(40);
        for (int i = 1; i <= events; i++) {
            // Few seconds and few ids, so that many events have both in common.
            add(
                    i,
                    NOW.minusNanos(random.nextInt(4) * 500_000_000L),
                    random.nextBoolean() ? random.nextInt(1, 5) : null);
        }
        log.giveAtMost(1 + random.nextInt(5));
        String direction = random.nextBoolean() ? "older" : "newer";
        List<String> seen = new ArrayList<>();
        int limit = 1 + random.nextInt(7);
        @Nullable String next = null;
        do {
            Map<String, String> wish =
                    Map.of("ledir", direction, "lelimit", String.valueOf(limit), "leprop", "ids|comment|timestamp");
            JsonNode answer = ask(next == null ? wish : MirroredWiki.with(wish, "lecontinue", next, "continue", "-||"));
            answer.get("query")
                    .get("logevents")
                    .forEach(entry -> seen.add(entry.get("comment").asString()));
            JsonNode more = answer.get("continue");
            next = more == null ? null : more.get("lecontinue").asString();
        } while (next != null && seen.size() <= events);
        assertThat(seen).hasSize(events).doesNotHaveDuplicates();
    }

    @Test
    void namesThePlaceAsAWikiDoes() {
        add(1, NOW, 7L);
        add(2, NOW, 8L);
        assertThat(place(Map.of("lelimit", "1"))).isEqualTo("20261122101530|7");
        assertThat(place(Map.of("lelimit", "1", "ledir", "newer"))).isEqualTo("20261122101530|8");
    }

    @Test
    void namesThePlaceByTheSequenceWhereAllSitesAreRead() {
        add(1, NOW, 7L);
        add(2, NOW, 8L);
        Map<String, String> wish = Map.of("lelimit", "1");
        assertThat(place(ask("/api.php", wish))).isEqualTo("20261122101530|1");
    }

    @Test
    void namesNoSequenceWhereTheSecondTellsTwoApart() {
        add(1, NOW.minusSeconds(1), 7L);
        add(2, NOW, 7L);
        assertThat(place(Map.of("lelimit", "1"))).isEqualTo("20261122101529|7");
    }

    @Test
    void givesAsMuchAsMayBeAskedForWithoutAWarning() {
        String ids = LongStream.rangeClosed(1, 50).mapToObj(Long::toString).collect(Collectors.joining("|"));
        JsonNode answer = ask(Map.of("lelimit", "500", "leids", ids));
        assertThat(answer.has("warnings") || answer.has("error")).isFalse();
        assertThat(ask(Map.of("lelimit", "501")).has("warnings")).isTrue();
        assertThat(ask(Map.of("leids", ids + "|51")).get("error").get("code").asString())
                .isEqualTo("toomanyvalues");
    }

    @Test
    void tellsTwoOfTheSameIdApartByTheirSequence() {
        add(1, NOW, 7L);
        add(2, NOW, 7L);
        assertThat(place(Map.of("lelimit", "1"))).isEqualTo("20261122101530|7|1");
    }

    @Test
    void goesOnWhereNothingWasFoundInTime() {
        add(1, NOW, 7L);
        log.giveAtMost(0);
        JsonNode answer = ask(Map.of());
        assertThat(answer.get("query").get("logevents")).isEmpty();
        assertThat(answer.get("continue").get("lecontinue").asString()).isEqualTo("20261122101530|7");
    }

    @Test
    void takesAKindForKnownThatIsNotFoundInTime() {
        add(1, NOW, 7L, Scalar.of("odd"));
        log.giveAtMost(0);
        assertThat(ask(Map.of("letype", "odd")).has("continue")).isTrue();
        assertThat(ask(Map.of("letype", "odder")).get("error").get("code").asString())
                .isEqualTo("badvalue");
    }

    @Test
    void asksAClientToComeAgainWhereFindingTakesTooLong() {
        var slow = new MediaWikiApi(
                (query, order, from, limit) -> {
                    throw new TooSlowException("too long; ask for less");
                },
                "1",
                false,
                () -> NOW);
        Answer answer = slow.apply(request("/wiki/api.php", Map.of("letag", "t")));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("Retry-After", "5");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("\"code\":\"internal_api_error_TooSlow\",\"info\":\"too long; ask for less\"")
                .doesNotContain("batchcomplete");
    }

    private String place(Map<String, String> wish) {
        return place(ask(wish));
    }

    private static String place(JsonNode answer) {
        return answer.get("continue").get("lecontinue").asString();
    }

    private JsonNode ask(Map<String, String> parameters) {
        return ask("/wiki/api.php", parameters);
    }

    private JsonNode ask(String path, Map<String, String> parameters) {
        return JSON.readTree(api.apply(request(path, parameters)).body());
    }

    private static Request request(String path, Map<String, String> parameters) {
        return new Request(
                "GET",
                path,
                MirroredWiki.with(parameters, "action", "query", "list", "logevents"),
                Map.of(),
                new byte[0]);
    }

    private void add(long sequence, Instant time, @Nullable Number id) {
        add(sequence, time, id, null);
    }

    private void add(long sequence, Instant time, @Nullable Number id, @Nullable Scalar type) {
        var event = new Event(
                time.atOffset(ZoneOffset.UTC),
                "wiki",
                Severity.LOW,
                "event " + sequence,
                id == null ? Scalar.of("id-" + sequence) : Scalar.of(id.longValue()),
                type,
                null,
                null,
                Event.NONE,
                Event.NONE);
        log.add(new QueuedEvent(sequence, NOW, 100, event));
    }
}
