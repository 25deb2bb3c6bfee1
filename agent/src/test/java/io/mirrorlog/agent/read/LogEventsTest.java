package io.mirrorlog.agent.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.index.ScannedLog;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogEventsTest {

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final LogEvents log = new LogEvents(
            new ScannedLog(queue::readForward, Duration.ofMinutes(1)), Formats.named("json", ZoneOffset.UTC), clock);

    @AfterEach
    void close() {
        queue.close();
    }

    private OffsetDateTime ago(Duration age) {
        return clock.instant().minus(age).atOffset(ZoneOffset.UTC);
    }

    private Event event(String site, Severity severity, String message, Duration age) {
        return new Event(ago(age), site, severity, message, Scalar.of("i"), null, null, null, Event.NONE, Event.NONE);
    }

    private static Event typed(Event event, Scalar type, @Nullable Scalar action, Scalar user) {
        return new Event(
                event.timestamp(),
                event.site(),
                event.severity(),
                event.message(),
                event.id(),
                type,
                action,
                user,
                event.metadata(),
                event.marks());
    }

    private void add(Event... events) {
        queue.append(Arrays.stream(events)
                        .map(event -> new Arrival(event, null))
                        .toList())
                .join();
    }

    private void addNumbered(int events) {
        add(IntStream.rangeClosed(1, events)
                .mapToObj(i -> event("shop", Severity.LOW, "m" + i, Duration.ZERO))
                .toArray(Event[]::new));
    }

    private Answer ask(String... wishes) {
        Map<String, String> query = new HashMap<>();
        for (int i = 0; i < wishes.length; i += 2) {
            query.put(wishes[i], wishes[i + 1]);
        }
        return log.apply(new Request("GET", "/v1/logevents", query, Map.of(), new byte[0]));
    }

    private String body(String... wishes) {
        Answer answer = ask(wishes);
        assertThat(answer.status()).isEqualTo(200);
        return new String(answer.body(), UTF_8);
    }

    /** The messages of an NDJSON answer. */
    private List<String> messages(String... wishes) {
        var all = new String[wishes.length + 2];
        System.arraycopy(wishes, 0, all, 2, wishes.length);
        all[0] = "format";
        all[1] = "ndjson";
        return body(all)
                .lines()
                .map(line -> line.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void givesTheYoungestFirstInTheOneJsonShape() {
        add(event("shop", Severity.HIGH, "first", Duration.ZERO), event("shop", Severity.LOW, "second", Duration.ZERO));
        assertThat(body())
                .isEqualTo("{\"events\":["
                        + "{\"timestamp\":\"2026-03-01T12:00:00.123456000+00:00\",\"site\":\"shop\",\"identifier\":\"shop\","
                        + "\"severity\":\"LOW\",\"message\":\"second\",\"id\":\"i\",\"sequence\":2},"
                        + "{\"timestamp\":\"2026-03-01T12:00:00.123456000+00:00\",\"site\":\"shop\",\"identifier\":\"shop\","
                        + "\"severity\":\"HIGH\",\"message\":\"first\",\"id\":\"i\",\"sequence\":1}],\"next\":null}");
        assertThat(body("limit", "1")).matches(".*\"next\":\"[A-Za-z0-9_-]+\"}");
    }

    @Test
    void pagesThroughEverythingOnce() {
        addNumbered(2_345);
        String cursor = "";
        int seen = 0;
        while (cursor != null) {
            Answer page = cursor.isEmpty()
                    ? ask("limit", "1000", "format", "ndjson")
                    : ask("limit", "1000", "cursor", cursor, "format", "ndjson");
            List<String> lines = new String(page.body(), UTF_8).lines().toList();
            for (String line : lines) {
                assertThat(line).contains("\"message\":\"m" + (2_345 - seen++) + "\"");
            }
            cursor = page.headers().get(Listing.NEXT);
        }
        assertThat(seen).isEqualTo(2_345);
    }

    @Test
    void givesFiftyUnlessTold() {
        addNumbered(60);
        assertThat(messages()).hasSize(50);
        assertThat(messages("limit", "60")).hasSize(60);
    }

    @Test
    void endsAPageEarlyWhenEventsAreLarge() {
        String large = "x".repeat(1 << 20);
        add(IntStream.range(0, 9)
                .mapToObj(i -> event("shop", Severity.LOW, large, Duration.ZERO))
                .toArray(Event[]::new));
        Answer page = ask("format", "ndjson");
        assertThat(page.body().length).isBetween(1 << 20, 5 << 20);
        assertThat(page.headers()).containsKey(Listing.NEXT);
    }

    @Test
    void readsFromTheOldestOn() {
        addNumbered(3);
        assertThat(messages("order", "oldest")).containsExactly("m1", "m2", "m3");
        String next = ask("order", "oldest", "limit", "2", "format", "ndjson")
                .headers()
                .get(Listing.NEXT);
        assertThat(messages("order", "oldest", "cursor", String.valueOf(next))).containsExactly("m3");
        assertThat(ask("order", "newest", "cursor", String.valueOf(next)).status())
                .isEqualTo(400);
    }

    @Test
    void refusesWhatTakesTooLong() {
        addNumbered(1);
        var impatient = new LogEvents(
                new ScannedLog(queue::readForward, Duration.ofSeconds(-1)),
                Formats.named("json", ZoneOffset.UTC),
                clock);
        Answer answer = impatient.apply(new Request("GET", "/v1/logevents", Map.of(), Map.of(), new byte[0]));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("Retry-After");
    }

    @Test
    void refusesAWishThatItDoesNotKnow() {
        Answer answer = ask("users", "admin");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new String(answer.body(), UTF_8)).contains("users: no such parameter; there are action, ");
    }

    @Test
    void tellsATableThatNoSpreadsheetTakesForFormulas() {
        Event event = event("shop", Severity.LOW, "=1+1,\"x\"\r\n\u202e", Duration.ZERO);
        add(typed(event, Scalar.of("-a"), null, Scalar.of("@Zoë")));
        addNumbered(1);
        Answer page = ask("format", "csv", "order", "oldest", "limit", "1");
        assertThat(page.contentType()).isEqualTo("text/csv; charset=utf-8");
        assertThat(new String(page.body(), UTF_8))
                .isEqualTo("timestamp,site,severity,type,action,user,message,id,sequence,metadata\r\n"
                        + "2026-03-01T12:00:00.123456000+00:00,shop,LOW,'-a,,'@Zoë,"
                        + "\"'=1+1,\"\"x\"\"\\u000d\\u000a\\u202e\",i,1,\r\n");
        String next = page.headers().get(Listing.NEXT);
        assertThat(body("format", "csv", "order", "oldest", "cursor", String.valueOf(next)))
                .isEqualTo("2026-03-01T12:00:00.123456000+00:00,shop,LOW,,,,m1,i,2,\r\n");
    }

    @Test
    void filtersByActionTitleAndText() {
        Event about = event("wiki", Severity.LOW, "moved", Duration.ZERO);
        add(
                typed(about, Scalar.of("move"), Scalar.of("move_redir"), Scalar.of("Ann")),
                new Event(
                        about.timestamp(),
                        "wiki",
                        Severity.LOW,
                        "deleted",
                        null,
                        null,
                        null,
                        null,
                        "{\"title\":\"User:Ann/x\"}",
                        Event.NONE));
        assertThat(messages("action", "move_redir")).containsExactly("moved");
        assertThat(messages("title", "User:Ann/x")).containsExactly("deleted");
        assertThat(messages("title", "User:*")).containsExactly("deleted");
        assertThat(messages("title", "User:")).isEmpty();
        assertThat(messages("q", "ANN")).containsExactly("deleted", "moved");
        assertThat(messages("q", "ann moved")).containsExactly("moved");
    }

    @Test
    void filtersBySiteAndSeverity() {
        add(
                event("shop", Severity.CRITICAL, "a", Duration.ZERO),
                event("wiki", Severity.HIGH, "b", Duration.ZERO),
                event("shop", Severity.MEDIUM, "c", Duration.ZERO));
        assertThat(messages("site", "shop")).containsExactly("c", "a");
        assertThat(messages("severity", "high")).containsExactly("b");
        assertThat(messages("severity", "HIGH+")).containsExactly("b", "a");
        assertThat(messages("severity", "high ")).containsExactly("b", "a");
        assertThat(messages("severity", "low+", "site", "wiki")).containsExactly("b");
    }

    @Test
    void filtersByTheEventsOwnTime() {
        add(
                event("shop", Severity.LOW, "old", Duration.ofDays(2)),
                event("shop", Severity.LOW, "hour", Duration.ofHours(1)),
                event("shop", Severity.LOW, "now", Duration.ZERO));
        assertThat(messages("since", "1h")).containsExactly("now", "hour");
        assertThat(messages("since", "3599s")).containsExactly("now");
        assertThat(messages("since", "7d", "until", "30m")).containsExactly("hour", "old");
        assertThat(messages("until", "2026-03-01T12:30:00.123456+01:30")).containsExactly("old");
        assertThat(messages("until", "2026-03-01T12:30:00.123457 01:30")).containsExactly("hour", "old");
    }

    @Test
    void filtersByTypeActionAndUser() {
        Event plain = event("shop", Severity.LOW, "none", Duration.ZERO);
        add(
                plain,
                typed(
                        event("shop", Severity.LOW, "login", Duration.ZERO),
                        Scalar.of("user"),
                        Scalar.of("login"),
                        Scalar.of("admin")),
                typed(
                        event("shop", Severity.LOW, "code", Duration.ZERO),
                        Scalar.of(1000),
                        Scalar.of("login"),
                        Scalar.of(7)));
        assertThat(messages("type", "user/*")).containsExactly("login");
        assertThat(messages("type", "user")).containsExactly("login");
        assertThat(messages("type", "1*")).containsExactly("code");
        assertThat(messages("type", "*/login")).containsExactly("code", "login");
        assertThat(messages("user", "7")).containsExactly("code");
        assertThat(messages("user", "nobody")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0",
        "limit, 1001",
        "limit, x",
        "limit, -1",
        "cursor, x",
        "cursor, ''",
        "order, up",
        "since, yesterday",
        "since, 1w",
        "since, 1000000d",
        "until, 2026-03-01",
        "severity, grave",
        "severity, +",
        "format, xml",
        "since, ''",
    })
    void refusesAWishThatMakesNoSense(String name, String value) {
        Answer answer = ask(name, value);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new String(answer.body(), UTF_8)).contains("\"detail\":\"" + name + ": may be ");
    }
}
