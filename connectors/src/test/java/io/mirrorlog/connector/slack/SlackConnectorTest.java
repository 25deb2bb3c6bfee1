package io.mirrorlog.connector.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.contract.HttpConnectorContract;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackConnectorTest extends HttpConnectorContract {

    private static final int NEVER = SlackConnector.Options.DIGEST_AFTER_MOST;

    private final FakeSlack slack = new FakeSlack();
    private final List<String> told = new ArrayList<>();

    /** The texts of the entries that were offered last, by the ids that a message shows. */
    private final Map<String, String> offered = Collections.synchronizedMap(new HashMap<>());

    private final List<String> arrived = new ArrayList<>();

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("slack").orElseThrow();
    }

    @Override
    protected Record options(URI service, Duration timeout) {
        return hook(service, NEVER, null);
    }

    private static SlackConnector.Options hook(URI service, int digestAfter, @Nullable Severity quietBelow) {
        return new SlackConnector.Options(
                Secret.of(service + FakeSlack.HOOK),
                null,
                null,
                "https://slack.com/api",
                digestAfter,
                quietBelow,
                false);
    }

    private static SlackConnector.Options api(URI service, String token, String channel) {
        return new SlackConnector.Options(null, Secret.of(token), channel, service + "/api", 20, null, false);
    }

    /** Notes what is offered, as a message does not show a connection's format. */
    @Override
    protected Connector connector(URI service, Duration timeout) {
        Connector connector = new SlackConnector(
                hook(service, NEVER, null),
                new Surroundings(
                        "ops",
                        ZoneOffset.UTC,
                        () -> NOW,
                        told::add,
                        new Network(timeout, null, null),
                        (to, entry) -> {}));
        return new Connector() {
            @Override
            public Outcome deliver(List<Entry> entries) throws InterruptedException {
                entries.forEach(entry -> offered.put(Long.toString(entry.sequence()), entry.text()));
                return connector.deliver(entries);
            }

            @Override
            public void close() throws IOException {
                connector.close();
            }
        };
    }

    private Connector connector(int digestAfter, @Nullable Severity quietBelow) {
        return opened(hook(server().url(), digestAfter, quietBelow));
    }

    @Override
    protected HttpAnswer answer(HttpCall call) {
        int before = slack.posted().size();
        HttpAnswer answer = slack.answer(call);
        for (FakeSlack.Posted posted :
                slack.posted().subList(before, slack.posted().size())) {
            posted.shown().forEach(id -> arrived.add(offered.getOrDefault(id, id)));
        }
        return answer;
    }

    @Override
    protected List<String> arrived() {
        return arrived;
    }

    @AfterEach
    void breaksNoRule() {
        assertThat(slack.broken()).isEmpty();
    }

    private static Entry happening(long sequence, Severity severity, String message) {
        return happening(sequence, severity, "shop", message, "2026-11-21T20:00:00.123456789Z");
    }

    private static Entry happening(long sequence, Severity severity, String site, String message, String time) {
        var event = new Event(
                OffsetDateTime.parse(time),
                site,
                severity,
                message,
                Scalar.of("e-" + sequence),
                Scalar.of(2012),
                Scalar.of("deleted"),
                Scalar.of("ann"),
                Event.NONE,
                Event.NONE);
        return new Entry(sequence, event, site, "text");
    }

    private static List<Entry> several(int count, Severity severity) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(i -> happening(i, severity, "event " + i))
                .toList();
    }

    private FakeSlack.Posted last() {
        return slack.posted().get(slack.posted().size() - 1);
    }

    // --- how events look

    @Test
    void showsASingleEventWithItsMessageAbove() throws Exception {
        try (Connector connector = connector(20, null)) {
            deliverAll(connector, List.of(happening(1, Severity.HIGH, "User ann deleted the page Prices")));
        }
        assertThat(server().calls().get(0).text())
                .isEqualTo(
                        "{\"text\":\"HIGH · shop · User ann deleted the page Prices\",\"attachments\":[{\"color\":\"#E8912D\","
                                + "\"blocks\":[{\"type\":\"context\",\"elements\":["
                                + "{\"type\":\"plain_text\",\"emoji\":false,\"text\":\"2026-11-21 20:00:00 Z\"},"
                                + "{\"type\":\"plain_text\",\"emoji\":false,\"text\":\"user ann\"},"
                                + "{\"type\":\"plain_text\",\"emoji\":false,\"text\":\"2012/deleted\"},"
                                + "{\"type\":\"plain_text\",\"emoji\":false,\"text\":\"id e-1\"}]}]}],"
                                + "\"mrkdwn\":false,\"parse\":\"none\",\"link_names\":false,\"unfurl_links\":false,"
                                + "\"unfurl_media\":false}");
    }

    @Test
    void showsSeveralInOneMessage() throws Exception {
        try (Connector connector = connector(20, null)) {
            assertThat(connector.deliver(List.of(
                            happening(1, Severity.HIGH, "first"),
                            happening(2, Severity.LOW, "second"),
                            happening(3, Severity.LOW, "third"))))
                    .isEqualTo(Outcome.DELIVERED);
        }
        assertThat(last().text()).isEqualTo("3 events: 1 HIGH, 2 LOW");
        assertThat(last().shown()).containsExactly("e-1", "e-2", "e-3");
        assertThat(last().sections())
                .containsExactly("HIGH · shop · first", "LOW · shop · second", "LOW · shop · third");
    }

    @Test
    void endsAMessageAfterTwenty() throws Exception {
        try (Connector connector = connector(100, null)) {
            assertThat(connector.deliver(several(45, Severity.LOW))).isEqualTo(new Outcome.Delivered(20, null));
        }
        assertThat(last().events()).isEqualTo(20);
    }

    @Test
    void countsWhatIsTooMuchToShow() throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 213; i++) {
            entries.add(happening(
                    i,
                    i <= 4 ? Severity.HIGH : Severity.LOW,
                    i % 3 == 0 ? "wiki" : "shop",
                    "event",
                    "2026-11-21T20:" + (i % 60 < 10 ? "0" : "") + i % 60 + ":00Z"));
        }
        try (Connector connector = connector(20, null)) {
            assertThat(connector.deliver(entries)).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(slack.posted()).hasSize(1);
        assertThat(last().text()).isEqualTo("213 events: 4 HIGH, 209 LOW");
        assertThat(last().sections())
                .containsExactly("213 events: 4 HIGH, 209 LOW\nfrom 2026-11-21 20:00:00 Z to 2026-11-21 20:59:00 Z\n"
                        + "142 shop, 71 wiki");
    }

    @Test
    void showsEachCriticalEventHoweverManyWait() throws Exception {
        List<Entry> entries = new ArrayList<>(several(900, Severity.LOW));
        List<Integer> places = List.of(0, 17, 400, 899);
        places.forEach(i -> entries.set(i, happening(i + 1, Severity.CRITICAL, "the house burns")));
        try (Connector connector = connector(20, Severity.CRITICAL)) {
            assertThat(connector.deliver(entries)).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(last().shown()).containsExactly("e-1", "e-18", "e-401", "e-900");
        assertThat(last().text()).isEqualTo("900 events: 4 CRITICAL, 896 LOW");
        assertThat(last().counted()).isEqualTo(Map.of("shop", 896));
    }

    @Test
    void endsADigestBeforeACriticalEventThatDoesNotFit() throws Exception {
        List<Entry> entries = new ArrayList<>(several(100, Severity.LOW));
        IntStream.rangeClosed(40, 70)
                .forEach(i -> entries.set(i, happening(i + 1, Severity.CRITICAL, "the house burns")));
        try (Connector connector = connector(20, null)) {
            assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Delivered(60, null));
            assertThat(connector.deliver(entries.subList(60, 100))).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(slack.posted()).extracting(posted -> posted.shown().size()).containsExactly(20, 11);
        assertThat(slack.posted()).extracting(FakeSlack.Posted::events).containsExactly(60, 40);
    }

    @Test
    void onlyEverCountsWhatIsQuiet() throws Exception {
        try (Connector connector = connector(20, Severity.MEDIUM)) {
            deliverAll(
                    connector,
                    List.of(
                            happening(1, Severity.INFORMATIONAL, "quiet"),
                            happening(2, Severity.MEDIUM, "loud"),
                            happening(3, Severity.LOW, "quiet")));
            assertThat(last().shown()).containsExactly("e-2");
            assertThat(last().counted()).isEqualTo(Map.of("shop", 2));
            deliverAll(connector, List.of(happening(4, Severity.LOW, "quiet")));
        }
        assertThat(last().text()).isEqualTo("1 event: 1 LOW");
        assertThat(last().shown()).isEmpty();
    }

    @Test
    void namesTheSitesWithMostEventsAndCountsTheOthers() throws Exception {
        List<Entry> entries = LongStream.rangeClosed(1, 100)
                .mapToObj(i -> happening(i, Severity.LOW, i <= 50 ? "big" : "site" + i, "m", "2026-11-21T20:00:00Z"))
                .toList();
        try (Connector connector = connector(20, null)) {
            deliverAll(connector, entries);
        }
        assertThat(last().sections().get(0)).contains("50 big, 1 site100, ").endsWith(", 36 of 36 more sites");
    }

    // --- mentions

    @Test
    void letsNobodyBeMentionedByWhatAnEventSays() throws Exception {
        String evil = "<!everyone> <@U123> <https://evil.example|click> &lt; *bold*\n<!channel> \u202ereversed";
        try (Connector connector = connector(20, null)) {
            deliverAll(connector, List.of(happening(1, Severity.HIGH, "<!here>", evil, "2026-11-21T20:00:00Z")));
            deliverAll(
                    connector,
                    List.of(
                            happening(2, Severity.HIGH, evil),
                            happening(3, Severity.HIGH, "<!here>", "m", "2026-11-21T20:00:00Z")));
            deliverAll(
                    connector,
                    IntStream.range(0, 30)
                            .mapToObj(i -> happening(i, Severity.LOW, "<!here>", "m", "2026-11-21T20:00:00Z"))
                            .toList());
        }
        assertThat(slack.posted().get(0).text())
                .isEqualTo(
                        "HIGH · &lt;!here&gt; · &lt;!everyone&gt; &lt;@U123&gt; &lt;https://evil.example|click&gt; &amp;lt; *bold*"
                                + " &lt;!channel&gt;  reversed");
        assertThat(last().sections().get(0)).endsWith("30 &lt;!here&gt;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "<", "&", "😀", "\ud83d", "é\n"})
    void staysWithinWhatAMessageHoldsWhateverAnEventSays(String piece) throws Exception {
        String message = piece.repeat(50_000);
        try (Connector connector = connector(20, null)) {
            deliverAll(connector, List.of(happening(1, Severity.HIGH, message)));
            deliverAll(
                    connector,
                    LongStream.rangeClosed(1, 20)
                            .mapToObj(i -> happening(i, Severity.HIGH, "shop", message, "2026-11-21T20:00:00Z"))
                            .toList());
        }
        assertThat(slack.posted().get(0).text()).endsWith("…").hasSizeBetween(3_890, 3_900);
    }

    // --- answers

    @ParameterizedTest
    @CsvSource({
        "400, invalid_payload, Mixed",
        "500, invalid_payload, Mixed",
        "400, invalid_blocks, Mixed",
        "400, no_text, Mixed",
        "400, too_many_attachments, Mixed",
        "400, user_not_found, Blocked",
        "400, channel_not_found, Blocked",
        "403, action_prohibited, Blocked",
        "403, invalid_token, Blocked",
        "500, posting_to_general_channel_denied, Blocked",
        "404, No service, Blocked",
        "404, no_active_hooks, Blocked",
        "410, channel_is_archived, Blocked",
        "400, something_new, Blocked",
        "400, rate_limited, Retry",
        "500, rollup_error, Retry",
        "503, , Retry",
        "200, , Blocked",
        "200, <html>Sign in</html>, Blocked",
        "200, invalid_payload, Mixed",
        "200, '{\"ok\":false,\"error\":\"ratelimited\"}', Retry",
        "200, '{\"ok\":false,\"error\":\"fatal_error\"}', Retry",
        "200, '{\"ok\":false,\"error\":\"msg_too_long\"}', Mixed",
        "200, '{\"ok\":false,\"error\":\"not_in_channel\"}', Blocked",
        "200, '{\"ok\":false,\"error\":\"restricted_action_read_only_channel\"}', Blocked",
        "200, '{\"ok\":false,\"error\":\"something_new\"}', Blocked",
        "200, '{\"ok\":\"true\"}', Blocked",
        "200, '{\"ok\":true,\"warning\":\"missing_charset\"}', Delivered",
    })
    void goesByTheWordBeforeTheStatus(int status, @Nullable String body, String outcome) throws Exception {
        server().next(new HttpAnswer(status, body == null ? "" : body));
        try (Connector connector = connector(20, null)) {
            assertThat(connector.deliver(entries("one")).getClass().getSimpleName())
                    .isEqualTo(outcome);
        }
    }

    @Test
    void passesOnForHowLongTheApiWantsToBeLeftAlone() throws Exception {
        server().next(new HttpAnswer(429, Map.of("Retry-After", "30"), "{\"ok\":false,\"error\":\"ratelimited\"}"));
        try (Connector connector = opened(api(server().url(), FakeSlack.TOKEN, FakeSlack.CHANNEL))) {
            assertThat(connector.deliver(entries("one")))
                    .isEqualTo(new Outcome.Retry(
                            "HTTP 429 from 127.0.0.1: {\"ok\":false,\"error\":\"ratelimited\"}",
                            Duration.ofSeconds(30)));
        }
    }

    @Test
    void halvesForTheEventThatSlackDoesNotTake() throws Exception {
        List<Entry> entries =
                List.of(happening(1, Severity.LOW, "a bad event"), happening(2, Severity.LOW, "a good one"));
        try (Connector connector = connector(20, null)) {
            assertThat(connector.deliver(entries)).isInstanceOf(Outcome.TooLarge.class);
            assertThat(connector.deliver(entries.subList(0, 1)))
                    .isEqualTo(new Outcome.Mixed(Map.of(1L, "HTTP 400 from 127.0.0.1: invalid_payload"), Set.of()));
        }
    }

    // --- chat.postMessage

    @Test
    void postsWithATokenToAChannel() throws Exception {
        try (Connector connector = opened(api(server().url(), FakeSlack.TOKEN, FakeSlack.CHANNEL))) {
            assertThat(connector.deliver(entries("one", "two"))).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(last().events()).isEqualTo(2);
        assertThat(server().calls().get(0).target()).isEqualTo("/api/chat.postMessage");
    }

    @Test
    void isBlockedByAWrongTokenOrChannel() throws Exception {
        try (Connector token = opened(api(server().url(), "xoxb-wrong-token", FakeSlack.CHANNEL));
                Connector channel = opened(api(server().url(), FakeSlack.TOKEN, "C0"))) {
            assertThat(token.deliver(entries("one")))
                    .isEqualTo(
                            new Outcome.Blocked("HTTP 200 from 127.0.0.1: {\"ok\":false,\"error\":\"invalid_auth\"}"));
            assertThat(channel.deliver(entries("one"))).isInstanceOf(Outcome.Blocked.class);
        }
    }

    // --- options

    @Test
    void postsOneMessageASecondAndThreeAtOnce() {
        assertThat(type().limits().pace()).isEqualTo(new Pace(new Rate(1, Duration.ofSeconds(1)), 3));
    }

    @Test
    void wantsOneWayIn() {
        assertThatThrownBy(() -> new SlackConnector.Options(null, null, null, "https://slack.com/api", 20, null, false))
                .hasMessageStartingWith("url, token: write one of them");
        assertThatThrownBy(() -> new SlackConnector.Options(
                        Secret.of("https://hooks.slack.com/services/T/B/x"),
                        Secret.of("xoxb-0123"),
                        "C0",
                        "https://slack.com/api",
                        20,
                        null,
                        false))
                .hasMessageStartingWith("url, token: write one of them");
        assertThatThrownBy(() -> new SlackConnector.Options(
                        null, Secret.of("a token"), null, "http://slack.example", 1_001, null, false))
                .hasMessageStartingWith("token, channel: one needs the other\napi_url: must begin with https://")
                .hasMessageContaining("\ntoken: is no token")
                .hasMessageEndingWith("digest_after: is out of range; 0 to 1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://slack.com/api/chat.postMessage",
                "https://hooks.slack.com/",
                "https://hooks.slack.com",
                "https://hooks.slack.com/services/",
                "http://hooks.slack.com/services/T/B/secret",
                "hooks.slack.com/services/T/B/secret"
            })
    void knowsWhatIsNoWebhook(String url) {
        assertThatThrownBy(() -> new SlackConnector.Options(
                        Secret.of(url), null, null, "https://slack.com/api", 20, null, false))
                .hasMessageStartingWith("url: ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void tellsThatEventsGoUnencrypted() throws Exception {
        var surroundings = new Surroundings("ops", () -> NOW, told::add);
        new SlackConnector(
                        new SlackConnector.Options(
                                Secret.of("http://chat.example/hooks/1"),
                                null,
                                null,
                                "https://slack.com/api",
                                20,
                                null,
                                true),
                        surroundings)
                .close();
        assertThat(told).containsExactly("events go to chat.example without encryption (allow_plaintext)");
    }
}
