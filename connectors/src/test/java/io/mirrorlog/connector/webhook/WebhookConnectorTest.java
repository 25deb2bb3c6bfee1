package io.mirrorlog.connector.webhook;

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
import io.mirrorlog.connector.http.Json;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookConnectorTest extends HttpConnectorContract {

    private static final Hmac HMAC = new Hmac(Secret.of("signing-secret-0123456789"), "X-Mirrorlog-Signature");

    private final List<String> arrived = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("webhook").orElseThrow();
    }

    @Override
    protected Record options(URI service, Duration timeout) {
        return new Sample(service + "/hooks/url-secret?key=query-secret").options();
    }

    /** Options that differ in what a test is about. */
    private static final class Sample {
        private final String url;
        private Map<String, Secret<String>> headers =
                Map.of("Authorization", Secret.of("Bearer header-secret"), "X-Other", Secret.of("other-secret"));
        private @Nullable Body body;
        private @Nullable Hmac hmac = HMAC;
        private boolean gzip;
        private List<String> retryOn = List.of("408", "425", "429", "5xx");
        private boolean plaintext;

        Sample(String url) {
            this.url = url;
        }

        WebhookConnector.Options options() {
            return new WebhookConnector.Options(
                    Secret.of(url), "POST", headers, body, null, hmac, gzip, retryOn, plaintext);
        }
    }

    private Sample sample(String path) {
        return new Sample(server().url() + path);
    }

    @Override
    protected Connector connector(URI service, Duration timeout) {
        return connector((WebhookConnector.Options) options(service, timeout), timeout);
    }

    private WebhookConnector connector(WebhookConnector.Options options, Duration timeout) {
        return new WebhookConnector(options, surroundings(new Network(timeout, null, null)));
    }

    private WebhookConnector connector(Sample sample) {
        return connector(sample.options(), Duration.ofSeconds(20));
    }

    @Override
    protected Surroundings surroundings() {
        return surroundings(Network.USUAL);
    }

    private Surroundings surroundings(Network network) {
        return new Surroundings("hook", ZoneId.of("Europe/Berlin"), () -> NOW, told::add, network, new FakeEventJson());
    }

    @Override
    protected HttpAnswer answer(HttpCall call) {
        for (String line : call.text().split("\n")) {
            Object text = Json.object(Json.read(line)).get("line");
            arrived.add(text == null ? line : Json.text(text));
        }
        return new HttpAnswer(200, "thanks");
    }

    @Override
    protected List<String> arrived() {
        return arrived;
    }

    @Override
    protected Map<Integer, Deviation> deviations() {
        var why = "a destination that knows nothing of batches has refused the event in it";
        return Map.of(400, new Deviation(Outcome.Mixed.class, why), 422, new Deviation(Outcome.Mixed.class, why));
    }

    private static Entry entry(long sequence, String site, @Nullable String type) {
        var event = new Event(
                OffsetDateTime.parse("2026-11-21T23:30:00Z"),
                site,
                Severity.HIGH,
                "message " + sequence,
                Scalar.of("id-" + sequence),
                type == null ? null : Scalar.of(type),
                null,
                null,
                "{\"a\":1.0}",
                "{}");
        return new Entry(sequence, event, site, "text " + sequence);
    }

    private HttpCall onlyCall() {
        assertThat(server().calls()).hasSize(1);
        return server().calls().get(0);
    }

    // --- what is sent

    @Test
    void sendsOneObjectALineWithTheTextBeside() throws Exception {
        try (var connector = connector(sample("/hooks/a%20b?c=d"))) {
            assertThat(connector.deliver(List.of(entry(1, "shop", null), entry(2, "shop", null))))
                    .isEqualTo(Outcome.DELIVERED);
        }
        HttpCall call = onlyCall();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.target()).isEqualTo("/hooks/a%20b?c=d");
        assertThat(call.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(call.header("authorization")).isEqualTo("Bearer header-secret");
        assertThat(call.text())
                .startsWith("{\"timestamp\":\"2026-11-21T23:30Z\",\"site\":\"shop\",\"message\":\"message 1\","
                        + "\"id\":\"id-1\",\"metadata\":{\"a\":1.0},\"line\":\"text 1\"}\n{")
                .endsWith("\"line\":\"text 2\"}\n");
    }

    @Test
    void sendsAnArray() throws Exception {
        Sample sample = sample("/");
        sample.body = Body.JSON;
        try (var connector = connector(sample)) {
            connector.deliver(List.of(entry(1, "shop", null), entry(2, "shop", null)));
        }
        assertThat(onlyCall().header("content-type")).isEqualTo("application/json");
        assertThat(Json.list(Json.read(onlyCall().text()))).hasSize(2);
    }

    @Test
    void sendsTheTextsAlone() throws Exception {
        Sample sample = sample("/");
        sample.body = Body.LINE;
        sample.headers = Map.of("content-type", Secret.of("application/json"));
        try (var connector = connector(sample)) {
            connector.deliver(List.of(entry(1, "shop", null), entry(2, "shop", null)));
        }
        assertThat(onlyCall().text()).isEqualTo("text 1\ntext 2\n");
        assertThat(onlyCall().header("content-type")).isEqualTo("application/json");
    }

    @Test
    void compressesAndSignsWhatIsReadBehindThat() throws Exception {
        Sample sample = sample("/");
        sample.gzip = true;
        sample.body = Body.LINE;
        try (var connector = connector(sample)) {
            connector.deliver(List.of(entry(1, "shop", null)));
        }
        assertThat(onlyCall().header("content-encoding")).isEqualTo("gzip");
        assertThat(onlyCall().text()).isEqualTo("text 1\n");
        // printf '1795257727.text 1\n' | openssl dgst -sha256 -hmac signing-secret-0123456789
        assertThat(onlyCall().header("x-mirrorlog-signature"))
                .isEqualTo("t=1795257727,v1=ed37e264af17fd4a5383af4c8fc5fa6378dd6bd383331d0f2eb5ef0f0ee5f461");
    }

    @Test
    void putsWhatEachEventBringsIntoTheUrlAndEndsWhereItChanges() throws Exception {
        List<Entry> entries = List.of(
                entry(1, "my shop", "user/login"),
                entry(2, "my shop", "user/login"),
                entry(3, "my shop", ".."),
                entry(4, "my shop", null));
        try (var connector = connector(sample("/in/{site}/{type}/{date}?i={identifier}"))) {
            assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Delivered(2, null));
            assertThat(connector.deliver(entries.subList(2, 4))).isEqualTo(new Outcome.Delivered(1, null));
            assertThat(connector.deliver(entries.subList(3, 4))).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(server().calls())
                .extracting(HttpCall::target)
                .containsExactly(
                        "/in/my%20shop/user%2Flogin/2026-11-22?i=my%20shop",
                        "/in/my%20shop/_../2026-11-22?i=my%20shop", "/in/my%20shop/_none/2026-11-22?i=my%20shop");
    }

    @Test
    void makesAHeaderOfAUserAndPasswordInTheUrl() throws Exception {
        Sample sample = new Sample(server().url().toString().replace("://", "://me:p%40ss@") + "/");
        sample.headers = Map.of();
        try (var connector = connector(sample)) {
            connector.deliver(List.of(entry(1, "shop", null)));
        }
        assertThat(onlyCall().header("authorization")).isEqualTo("Basic bWU6cEBzcw==");
        assertThat(onlyCall().target()).isEqualTo("/");
    }

    // --- what comes back

    @Test
    void looksForTheEventThatIsRefused() throws Exception {
        try (var connector = connector(sample("/"))) {
            server().always(new HttpAnswer(422, "bad event"));
            List<Entry> both = List.of(entry(1, "shop", null), entry(2, "shop", null));
            assertThat(connector.deliver(both)).isEqualTo(new Outcome.TooLarge("HTTP 422 from 127.0.0.1: bad event"));
            assertThat(connector.deliver(both.subList(0, 1)))
                    .isEqualTo(new Outcome.Mixed(Map.of(1L, "HTTP 422 from 127.0.0.1: bad event"), Set.of()));
        }
    }

    @Test
    void setsAsideWhatAnotherMirrorlogRefuses() throws Exception {
        try (var connector = connector(sample("/in/{site}"))) {
            server().next(new HttpAnswer(
                    207, "{\"accepted\":1,\"errors\":[{\"index\":1,\"field\":\"severity\",\"problem\":\"is none\"}]}"));
            List<Entry> entries = List.of(entry(1, "shop", null), entry(2, "shop", null), entry(3, "other", null));
            assertThat(connector.deliver(entries))
                    .isEqualTo(new Outcome.Mixed(Map.of(2L, "HTTP 207 from 127.0.0.1: severity is none"), Set.of(3L)));
        }
    }

    @Test
    void triesAgainAfterTheStatusesThatTheUserNames() throws Exception {
        Sample sample = sample("/");
        sample.retryOn = List.of("404", "5xx");
        try (var connector = connector(sample)) {
            List<Entry> entries = List.of(entry(1, "shop", null));
            server().next(new HttpAnswer(404, ""), new HttpAnswer(500, ""), new HttpAnswer(429, ""));
            assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Retry("HTTP 404 from 127.0.0.1"));
            assertThat(connector.deliver(entries)).isInstanceOf(Outcome.Retry.class);
            assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Blocked("HTTP 429 from 127.0.0.1"));
        }
    }

    @Test
    void tellsWhereARedirectPoints() throws Exception {
        try (var connector = connector(sample("/"))) {
            server().next(new HttpAnswer(308, Map.of("Location", "https://new.example/hook"), ""));
            assertThat(connector.deliver(List.of(entry(1, "shop", null))))
                    .isEqualTo(new Outcome.Blocked(
                            "HTTP 308 from 127.0.0.1, which points to new.example; redirects are not followed"));
        }
    }

    // --- options

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://logs.example/url-secret|url: must begin with https://",
                "https://logs.example/{sit}|url: holds an unknown {placeholder}",
                "https://{site}.example/url-secret|url: has a placeholder before its path",
                "https://me:{site}@logs.example/|url: has a placeholder before its path",
                "url-secret|url: must begin with https://"
            })
    void refusesAUrlWithoutShowingIt(String url, String message) {
        assertThatThrownBy(() -> new Sample(url).options())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("url-secret", "logs.example");
    }

    @Test
    void tellsOfWhatAnybodyCanRead() {
        Sample sample = new Sample("http://logs.example/url-secret");
        sample.plaintext = true;
        connector(sample).close();
        assertThat(told).containsExactly("events go to logs.example without encryption (allow_plaintext)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "host", "Bad Name", "a:b", ""})
    void refusesHeadersThatAreNotTheUsers(String name) {
        Sample sample = new Sample("https://logs.example/");
        sample.headers = Map.of(name, Secret.of("header-secret"));
        assertThatThrownBy(sample::options).hasMessageStartingWith("headers." + name + ": ");
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        Sample sample = new Sample("ftp://logs.example/");
        sample.headers = Map.of("X-A", Secret.of("header-secret\r\nX-B: b"));
        sample.retryOn = List.of("200");
        assertThatThrownBy(sample::options)
                .message()
                .contains("headers.X-A: ", "url: ", "retry_on: ")
                .doesNotContain("header-secret");
        assertThatThrownBy(() -> new Hmac(Secret.of("short-secret"), "X-A"))
                .hasMessage("secret: is too short; at least 16 characters");
    }
}
