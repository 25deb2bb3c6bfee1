package io.mirrorlog.connector.loggly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.contract.HttpConnectorContract;
import io.mirrorlog.connector.contract.HttpFault;
import io.mirrorlog.connector.http.FakeEventJson;
import io.mirrorlog.connector.http.Json;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogglyConnectorTest extends HttpConnectorContract {

    private final FakeLoggly loggly = new FakeLoggly();
    private final List<String> told = new ArrayList<>();

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("loggly").orElseThrow();
    }

    @Override
    protected Record options(URI service, Duration timeout) {
        return options(service.toString(), List.of("mirrorlog"), Body.JSON);
    }

    private static LogglyConnector.Options options(String url, List<String> tags, Body body) {
        return new LogglyConnector.Options(Secret.of(FakeLoggly.TOKEN), tags, url, body, false);
    }

    @Override
    protected Connector connector(URI service, Duration timeout) {
        return new LogglyConnector(
                options(service.toString(), List.of("mirrorlog"), Body.JSON),
                surroundings(new Network(timeout, null, null)));
    }

    private Surroundings surroundings(Network network) {
        return new Surroundings("ops", ZoneOffset.UTC, () -> NOW, told::add, network, new FakeEventJson());
    }

    @Override
    protected Surroundings surroundings() {
        return surroundings(Network.USUAL);
    }

    private Connector connector(List<String> tags, Body body) {
        return opened(options(server().url().toString(), tags, body));
    }

    @Override
    protected HttpAnswer answer(HttpCall call) {
        return loggly.answer(call);
    }

    @Override
    protected List<String> arrived() {
        return loggly.events().stream()
                .map(event -> Json.text(event.fields().get("line")))
                .toList();
    }

    @Override
    protected Map<Integer, Deviation> deviations() {
        return Map.of(400, new Deviation(Outcome.Mixed.class, "Loggly refuses a malformed event that way"));
    }

    @AfterEach
    void breaksNoLimit() {
        assertThat(loggly.broken()).isEmpty();
    }

    private static Entry entry(long sequence, String site, @Nullable Scalar type, String message, String text) {
        var event = new Event(
                OffsetDateTime.parse("2026-11-21T23:30:00.000000001-02:00"),
                site,
                Severity.HIGH,
                message,
                Scalar.of(sequence),
                type,
                null,
                null,
                "{\"n\":1.50}",
                Event.NONE);
        return new Entry(sequence, event, "our " + site, text);
    }

    // --- what arrives

    @Test
    void sendsEachEventAsFieldsWithItsTimeAndTheLine() throws Exception {
        try (Connector connector = connector(List.of("mirrorlog"), Body.JSON)) {
            deliverAll(connector, List.of(entry(7, "shop", null, "first\nsecond", "[a \"line\"]")));
        }
        HttpCall call = server().calls().get(0);
        assertThat(call.target()).isEqualTo("/bulk/" + FakeLoggly.TOKEN + "/tag/mirrorlog/");
        assertThat(call.text())
                .isEqualTo("{\"timestamp\":\"2026-11-21T23:30:00.000000001-02:00\",\"site\":\"shop\","
                        + "\"message\":\"first\\nsecond\",\"id\":7,\"metadata\":{\"n\":1.50},"
                        + "\"line\":\"[a \\\"line\\\"]\"}\n");
        assertThat(loggly.events()).hasSize(1);
    }

    @Test
    void sendsTheLineAlone() throws Exception {
        try (Connector connector = connector(List.of(), Body.LINE)) {
            deliverAll(connector, entries("one", "two"));
        }
        assertThat(loggly.events()).extracting(FakeLoggly.Found::raw).containsExactly("one", "two");
        HttpCall call = server().calls().get(0);
        assertThat(call.target()).isEqualTo("/bulk/" + FakeLoggly.TOKEN + "/");
        assertThat(call.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void tagsEachEventByWhatItBrings() throws Exception {
        List<String> tags = List.of("all", "{site}", "type-{type}", "{identifier}.{date}");
        try (Connector connector = connector(tags, Body.JSON)) {
            deliverAll(
                    connector,
                    List.of(
                            entry(1, "Shop 1", Scalar.of("user/é"), "m", "1"),
                            entry(2, "b", null, "m", "2"),
                            entry(3, "Shop 1", Scalar.of("user/é"), "m", "3"),
                            entry(4, "all", Scalar.of("x".repeat(100)), "m", "4")));
        }
        assertThat(loggly.events())
                .extracting(event -> event.fields().get("line") + " " + String.join(",", event.tags()))
                .containsExactly(
                        "1 all,Shop-1,type-user--,our-Shop-1.2026-11-22",
                        "3 all,Shop-1,type-user--,our-Shop-1.2026-11-22",
                        "2 all,b,our-b.2026-11-22",
                        "4 all,type-" + "x".repeat(59) + ",our-all.2026-11-22");
        assertThat(server().begun()).as("one request for each set of tags").isEqualTo(3);
    }

    // --- limits

    @Test
    void endsADeliveryAfterSoManyRequestsAsItMayWaitFor() throws Exception {
        List<Entry> entries = LongStream.rangeClosed(1, 20)
                .mapToObj(i -> entry(i, "site" + i, null, "m", "text"))
                .toList();
        try (Connector connector = connector(List.of("{site}"), Body.JSON)) {
            assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Delivered(Parcel.MOST, null));
            assertThat(loggly.events()).hasSize(Parcel.MOST);
        }
    }

    @Test
    void sendsNoMoreThanFiveMegabytesAtOnce() throws Exception {
        String message = "m".repeat(900_000);
        List<Entry> entries = LongStream.rangeClosed(1, 7)
                .mapToObj(i -> entry(i, "shop", null, message, "text"))
                .toList();
        try (Connector connector = connector(List.of("mirrorlog"), Body.JSON)) {
            assertThat(connector.deliver(entries)).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(server().begun()).isEqualTo(2);
        assertThat(loggly.events()).hasSize(7);
    }

    @Test
    void leavesOutTheLineWhereItWouldMakeAnEventTooLarge() throws Exception {
        try (Connector connector = connector(List.of("mirrorlog"), Body.JSON)) {
            String message = "m".repeat(600_000);
            deliverAll(connector, List.of(entry(1, "shop", null, message, "[" + message + "]")));
        }
        assertThat(Json.text(loggly.events().get(0).fields().get("message"))).hasSize(600_000);
        assertThat(loggly.events().get(0).fields().get("line")).isNull();
    }

    @Test
    void refusesAnEventThatIsTooLargeWithoutAskingLoggly() throws Exception {
        Entry large = entry(2, "shop", null, "m".repeat(1_000_000), "text");
        try (Connector connector = connector(List.of("mirrorlog"), Body.JSON)) {
            assertThat(connector.deliver(List.of(entry(1, "shop", null, "m", "text"), large)))
                    .isEqualTo(new Outcome.Delivered(1, null));
            assertThat(connector.deliver(List.of(large, entry(3, "shop", null, "m", "text"))))
                    .isEqualTo(new Outcome.TooLarge(
                            "the event is larger than the 1000000 bytes that Loggly keeps of one"));
        }
        assertThat(loggly.events()).hasSize(1);
    }

    @Test
    void refusesALineThatWouldBePassedOver() throws Exception {
        try (Connector connector = connector(List.of(), Body.LINE)) {
            assertThat(connector.deliver(entries(" ", "two"))).isInstanceOf(Outcome.TooLarge.class);
            assertThat(connector.deliver(entries(" "))).isInstanceOf(Outcome.TooLarge.class);
        }
        assertThat(server().begun()).isZero();
    }

    // --- answers

    @Test
    void halvesForTheEventThatIsRefused() throws Exception {
        List<Entry> entries = List.of(entry(1, "shop", null, "bad", "1"), entry(2, "shop", null, "good", "2"));
        try (Connector connector = connector(List.of("mirrorlog"), Body.JSON)) {
            assertThat(connector.deliver(entries)).isInstanceOf(Outcome.TooLarge.class);
            Outcome alone = connector.deliver(entries.subList(0, 1));
            assertThat(alone)
                    .isEqualTo(new Outcome.Mixed(
                            Map.of(1L, "HTTP 400 from 127.0.0.1: {\"message\":\"malformed\"}"), Set.of()));
        }
    }

    @ParameterizedTest
    @CsvSource({"200, ''", "200, <html>Sign in</html>", "204, ''", "200, '{\"response\":\"forbidden\"}'"})
    void doesNotTakeAnyoneElsesYes(int status, String body) throws Exception {
        server().next(new HttpAnswer(status, body));
        try (Connector connector = connector()) {
            assertThat(connector.deliver(entries("one"))).isInstanceOf(Outcome.Blocked.class);
        }
    }

    @Test
    void saysWhichAreThereWhereOneOfSeveralRequestsFails() throws Exception {
        List<Entry> entries = List.of(
                entry(1, "a", null, "m", "1"),
                entry(2, "b", null, "m", "2"),
                entry(3, "a", null, "m", "3"),
                entry(4, "b", null, "m", "4"));
        try (Connector connector = connector(List.of("{site}"), Body.JSON)) {
            server().next(wire -> wire.send(wire.taken()), new HttpAnswer(503, "busy"));
            assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Mixed(Map.of(), Set.of(2L, 4L)));
            server().next(new HttpAnswer(503, Map.of("Retry-After", "9"), "busy"));
            assertThat(connector.deliver(entries))
                    .isEqualTo(new Outcome.Retry("HTTP 503 from 127.0.0.1: busy", Duration.ofSeconds(9)));
        }
    }

    @Test
    void saysWhatIsThereWhenItIsClosedBetweenTwoRequests() throws Exception {
        List<Entry> entries = List.of(entry(1, "a", null, "m", "1"), entry(2, "b", null, "m", "2"));
        Connector connector = connector(List.of("{site}"), Body.JSON);
        server().next(wire -> wire.send(wire.taken()), wire -> {
            wire.call();
            connector.close();
            HttpFault.NEVER_ANSWERS.play(wire);
        });
        assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Mixed(Map.of(), Set.of(2L)));
        assertThat(Thread.interrupted()).isTrue();
    }

    // --- options

    @ParameterizedTest
    @ValueSource(strings = {"short", "has spaces in it", "12345678/90ab", "12345678?x=1"})
    void knowsWhatIsNoToken(String token) {
        assertThatThrownBy(() -> new LogglyConnector.Options(
                        Secret.of(token), List.of(), "https://logs-01.loggly.com", Body.JSON, false))
                .hasMessageStartingWith("token: is no customer token")
                .hasMessageNotContaining(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "a,b", "", "{user}", "{site", "é"})
    void knowsWhatIsNoTag(String tag) {
        assertThatThrownBy(() -> options("https://logs-01.loggly.com", List.of(tag), Body.JSON))
                .hasMessageStartingWith("tags: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://logs-01.loggly.com/inputs/x",
                "https://logs-01.loggly.com/bulk",
                "https://logs-01.loggly.com?tag=a",
                "https://me@logs-01.loggly.com",
                "http://logs-01.loggly.com",
                "logs-01.loggly.com"
            })
    void takesAHostAlone(String url) {
        assertThatThrownBy(() -> options(url, List.of(), Body.JSON)).hasMessageStartingWith("url: ");
    }

    @Test
    void tellsThatEventsGoUnencrypted() throws Exception {
        opened(new LogglyConnector.Options(
                        Secret.of(FakeLoggly.TOKEN), List.of(), "http://logs.example", Body.JSON, true))
                .close();
        assertThat(told).containsExactly("events go to logs.example without encryption (allow_plaintext)");
    }
}
