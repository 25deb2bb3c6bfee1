package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.filter.Glob;
import io.mirrorlog.agent.stream.FieldPath;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.SampleOptions;
import io.mirrorlog.agent.stream.SampleRate;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.StreamOptions;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.web.RawHttp;
import io.mirrorlog.agent.web.RawHttp.Reply;
import io.mirrorlog.agent.web.TrustedProxies;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MediaWikis and their visitors' browsers send, over HTTP. */
class EventGateEndpointTest {

    private static final String TICK =
            "{\"$schema\":\"/tick/1.0.0\",\"meta\":{\"stream\":\"tick\"},\"wiki\":\"enwiki\"}";
    private static final String CAPSULE =
            "{\"event\":{\"a\":\"1 & 2;\"},\"schema\":\"HomepageVisit\",\"webHost\":\"wiki.example\",\"wiki\":\"enwiki\"}";
    private static final String TEXT = "Content-Type: text/plain;charset=UTF-8";
    private static final String PAGE = "Origin: https://wiki.example";

    @TempDir
    private Path folder;

    private RunningIntake intake;

    @BeforeEach
    void start() {
        intake = new RunningIntake(folder, Map.of());
    }

    @AfterEach
    void stop() {
        intake.close();
    }

    private void restart(Map<String, String> tokens, Map<String, StreamOptions> streams, boolean onlyKnown) {
        intake.close();
        var gate = new EventGate(
                new Streams(streams, Map.of(), Map.of(), onlyKnown, Validation.REJECT),
                SchemaCheck.NONE,
                Place.ALL,
                List.of(Glob.parse("open_*")),
                TrustedProxies.LOOPBACK);
        intake = new RunningIntake(folder.resolve("refused"), tokens, queue -> queue, gate);
    }

    private Reply get(String path, String... headers) throws IOException {
        try (var client = new RawHttp(intake.port())) {
            return client.send(RawHttp.head("GET", path, -1, headers).getBytes(UTF_8))
                    .reply();
        }
    }

    private static String encoded(String json) {
        return URLEncoder.encode(json, UTF_8).replace("+", "%20");
    }

    private Event stored() {
        assertThat(intake.stored()).hasSize(1);
        return intake.stored().get(0);
    }

    @Test
    void fillsInWhatTheHeadersSay() throws Exception {
        intake.post(
                TICK,
                TEXT,
                PAGE,
                "User-Agent: Mozilla/5.0",
                "X-Request-Id: 4711",
                "X-Forwarded-For: 10.9.9.9, 198.51.100.7",
                "X-Forwarded-For: 203.0.113.9");
        assertThat(stored().metadata())
                .contains("\"request_id\":\"4711\"")
                .endsWith(
                        "\"http\":{\"client_ip\":\"203.0.113.9\",\"request_headers\":{\"user-agent\":\"Mozilla/5.0\"}}}");
    }

    @Test
    void letsNoHeaderMakeEveryEventLarge() throws Exception {
        intake.post(TICK, "X-Request-Id: " + "7".repeat(201), "User-Agent: " + "u".repeat(4_000));
        assertThat(stored().metadata())
                .doesNotContain("request_id")
                .endsWith("\"user-agent\":\"" + "u".repeat(500) + "\"}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'$schema':'/a/1.0.0','meta':{}}] | 'errors':[{'keyword':'required','dataPath':'.meta','schemaPath':'','params':{'missingProperty':'stream'},'message':'should have required property ~stream~'}],'errorsText':'~.meta~ should have required property ~stream~'",
                "{'meta':{'stream':'s'}} | 'error':[{'status':'error','event':{'meta':{'stream':'s'}},'context':{'message':'$schema is missing; there is no schema to hold the event against'}}]}",
            })
    void answersWhatWasMeantForEventGateAsEventGate(String body, String part) throws Exception {
        Reply reply = intake.post(body.replace('\'', '"'), TEXT);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains(part.replace('\'', '"').replace('~', '\''));
    }

    @Test
    void tellsOfWhatItDoesNotRepeatByWhatItIsKnown() throws Exception {
        String large = TICK.replace("{\"stream\"", "{\"id\":\"7\",\"stream\"").replace("enwiki", "x".repeat(1 << 20));
        Reply reply = intake.post("[" + TICK + "," + large + ",3]", TEXT);
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body())
                .contains("{\"status\":\"invalid\",\"event\":{\"$schema\":\"/tick/1.0.0\","
                        + "\"meta\":{\"stream\":\"tick\",\"id\":\"7\"}},\"context\":")
                .contains(
                        "{\"status\":\"error\",\"event\":null,\"context\":{\"message\":\"an event is a JSON object\"}}")
                .hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "  "})
    void refusesABodyWithoutEvents(String body) throws Exception {
        assertThat(intake.post(body, TEXT).status()).isEqualTo(400);
        assertThat(intake.stored()).isEmpty();
        assertThat(intake.refusals.counts().values()).containsExactly(1L);
    }

    @Test
    void answersAPreflightAsABeaconWithJsonNeedsIt() throws Exception {
        try (var client = new RawHttp(intake.port())) {
            Reply reply = client.send(RawHttp.head(
                                    "OPTIONS",
                                    "/v1/events",
                                    -1,
                                    PAGE,
                                    "Access-Control-Request-Method: POST",
                                    "Access-Control-Request-Headers: content-type")
                            .getBytes(UTF_8))
                    .reply();
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.headers())
                    .containsEntry("access-control-allow-origin", "https://wiki.example")
                    .containsEntry("access-control-allow-credentials", "true");
        }
    }

    @Test
    void takesOpenStreamsWithoutATokenAndSaysSo() throws Exception {
        restart(Map.of("shop", RunningIntake.SHOP_TOKEN), Map.of(), false);
        Reply open = intake.post(TICK.replace("tick\"}", "open_tick\"}"), TEXT, PAGE);
        assertThat(open.status()).isEqualTo(201);
        assertThat(stored().marks()).isEqualTo("{\"without_token\":true}");
        assertThat(stored().site()).isEqualTo("enwiki");
    }

    @Test
    void takesNothingElseWithoutAToken() throws Exception {
        restart(Map.of("shop", RunningIntake.SHOP_TOKEN), Map.of(), false);
        for (String body : new String[] {TICK, "{\"message\":\"m\"}", "[" + TICK + ",{\"Code\":1,\"Severity\":1}]"}) {
            Reply reply = intake.post(body);
            assertThat(reply.status()).as(body).isEqualTo(401);
            assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer");
        }
        assertThat(intake.post("broken").status()).isEqualTo(400);
        Reply mixed = intake.post("[" + TICK + "," + TICK.replace("tick\"}", "open_tick\"}") + "]");
        assertThat(mixed.status()).isEqualTo(207);
        assertThat(mixed.body()).contains("is no stream that may be sent to without a token");
        assertThat(stored().metadata()).contains("open_tick");
        assertThat(intake.refusals.counts()).as("what is broken").containsExactlyEntriesOf(Map.of("(unknown)", 1L));
        assertThat(get("/beacon/event?7").status()).isEqualTo(400);
        assertThat(get("/beacon/event?7", "Authorization: Bearer wrong").status())
                .isEqualTo(401);
        assertThat(intake.refusals.counts()).containsExactlyEntriesOf(Map.of("(unknown)", 2L));
        assertThat(folder.resolve("refused")).as("of strangers").doesNotExist();
        assertThat(intake.post(TICK, "Authorization: Bearer wrong-0123456789abc")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void takesOnlyConfiguredStreamsWhereThatIsWanted() throws Exception {
        restart(Map.of(), Map.of("/^known/", StreamOptions.NONE), true);
        Reply reply = intake.post("[" + TICK + "," + TICK.replace("tick\"}", "known_tick\"}") + "]");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body()).contains("'.meta.stream' should be a stream that is configured");
        assertThat(stored().message()).isEqualTo("known_tick");
    }

    @Test
    void answersAsIfAllWereKeptWhereASampleIs() throws Exception {
        var sample = new SampleOptions(SampleOptions.Unit.SESSION, SampleRate.parse("0.5"), FieldPath.parse("s"));
        var options = new StreamOptions(null, null, null, null, null, "tick {{s}}", null, sample, null);
        restart(Map.of(), Map.of("tick", options), false);
        String out = TICK.replace("}}", "},\"s\":\"ffffffff\"}").replace("\"wiki\"", "\"s\":\"ffffffff\",\"wiki\"");
        String in = TICK.replace("\"wiki\"", "\"s\":\"00000001\",\"wiki\"");
        assertThat(intake.post(out).status()).isEqualTo(201);
        assertThat(intake.stored()).isEmpty();
        assertThat(intake.post("/v1/events?answer=native", ("[" + out + "," + in + ",7]").getBytes(UTF_8))
                        .body())
                .matches(
                        "\\{\"accepted\":1,\"duplicates\":0,\"ids\":\\[null,\"[^\"]+\",null],\"errors\":\\[\\{\"index\":2,.*");
        assertThat(stored().message()).isEqualTo("tick 00000001");
        assertThat(intake.refusals.counts()).containsExactlyEntriesOf(Map.of("web-1", 1L));
    }

    @Test
    void marksOrRefusesASchemaThatIsNotTheStreams() throws Exception {
        var options = new StreamOptions(null, null, null, null, null, null, "tock", null, null);
        restart(Map.of(), Map.of("tick", options), false);
        assertThat(intake.post(TICK).body()).contains("'.$schema' should be a version of tock in this stream");
        restart(
                Map.of(),
                Map.of("tick", new StreamOptions(null, null, null, null, null, null, "tock", null, Validation.TAG)),
                false);
        assertThat(intake.post(TICK).status()).isEqualTo(201);
        assertThat(stored().marks())
                .isEqualTo("{\"schema_errors\":[\"'.$schema' should be a version of tock in this stream\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?%s;", "?%s", "??%s&;"})
    void takesTheBeaconsOfOlderWikis(String query) throws Exception {
        Reply reply = get("/beacon/event" + String.format(query, encoded(CAPSULE)), "User-Agent: Mozilla/5.0");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(stored().site()).isEqualTo("enwiki");
        assertThat(stored().message()).isEqualTo("eventlogging_HomepageVisit");
        assertThat(stored().metadata())
                .startsWith(CAPSULE.substring(0, CAPSULE.length() - 1))
                .contains("\"$schema\":\"/analytics/legacy/homepagevisit/latest\",\"meta\":{"
                        + "\"stream\":\"eventlogging_HomepageVisit\",\"domain\":\"wiki.example\",\"dt\":")
                .endsWith("\"http\":{\"request_headers\":{\"user-agent\":\"Mozilla/5.0\"}}}");
    }

    @Test
    void takesBeaconsThatArePosted() throws Exception {
        Reply reply = intake.post("/beacon/event?" + encoded(CAPSULE) + ";", new byte[0], PAGE);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(intake.stored()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?;",
                "?7",
                "?%7B",
                "?%7B%7D",
                "?%7B%22schema%22%3A%22a%2Fb%22%2C%22event%22%3A%7B%7D%7D",
                "?[]"
            })
    void refusesBeaconsThatAreNone(String query) throws Exception {
        assertThat(get("/beacon/event" + query).status()).isEqualTo(400);
        assertThat(intake.stored()).isEmpty();
        assertThat(intake.refusals.counts()).containsExactlyEntriesOf(Map.of("(unknown)", 1L));
    }

    @Test
    void refusesAQueryThatNobodyCanDecode() throws Exception {
        assertThat(get("/beacon/event?%zz").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "cross-site, https://evil.example/x, 403",
        "cross-site, , 403",
        "same-site, https://wiki.example.evil.example/, 403",
        "cross-site, https://wiki.example/wiki/A, 204",
        "same-site, https://wiki.example, 204",
        "same-origin, , 204",
        "none, , 204",
        ", https://evil.example/x, 204",
    })
    void takesNoBeaconOfAForeignPagesPicture(String fetchSite, String referer, int status) throws Exception {
        String[] headers = java.util.stream.Stream.of(
                        fetchSite == null ? "" : "Sec-Fetch-Site: " + fetchSite,
                        referer == null ? "" : "Referer: " + referer)
                .filter(header -> !header.isEmpty())
                .toArray(String[]::new);
        assertThat(get("/beacon/event?" + encoded(CAPSULE) + ";", headers).status())
                .isEqualTo(status);
        assertThat(intake.stored()).hasSize(status == 204 ? 1 : 0);
    }

    @Test
    void recordsNothingForAHeadOfABeacon() throws Exception {
        try (var client = new RawHttp(intake.port())) {
            client.send(RawHttp.head("HEAD", "/beacon/event?" + encoded(CAPSULE) + ";", -1)
                    .getBytes(UTF_8));
            assertThat(client.headReply().status()).isEqualTo(400);
        }
        assertThat(intake.stored()).isEmpty();
    }
}
