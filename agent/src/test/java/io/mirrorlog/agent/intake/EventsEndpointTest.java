package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.web.RawHttp;
import io.mirrorlog.agent.web.RawHttp.Reply;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class EventsEndpointTest {

    private static final String EVENT_GATE_BAD = "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"\"}}";
    private static final String LINES = "Content-Type: application/x-ndjson; charset=utf-8";

    @TempDir
    private Path folder;

    private RunningIntake intake;

    @BeforeEach
    void start() {
        intake = new RunningIntake(folder.resolve("refused"), Map.of());
    }

    @AfterEach
    void stop() {
        intake.close();
    }

    private void restartWithTokens() {
        intake.close();
        intake = new RunningIntake(folder.resolve("refused"), RunningIntake.tokens());
    }

    @Test
    void answers202WithTheIdsWhenAllIsStored() throws Exception {
        Reply reply = intake.post(
                "[{\"message\":\"a\",\"id\":\"x\\u0041\"},{\"message\":\"b\",\"id\":7},{\"message\":\"c\"}]");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.headers()).containsEntry("content-type", "application/json; charset=utf-8");
        String given = String.valueOf(intake.stored().get(2).id());
        assertThat(reply.body())
                .isEqualTo("{\"accepted\":3,\"duplicates\":0,\"ids\":[\"x\\u0041\",7,\"" + given + "\"]}");
    }

    @Test
    void answers207WhenOnlySomeAreBad() throws Exception {
        Reply reply = intake.post("[{\"message\":\"a\",\"id\":1},{\"message\":7},null,{\"message\":\"b\",\"id\":2}]");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body())
                .isEqualTo("{\"accepted\":2,\"duplicates\":0,\"ids\":[1,null,null,2],\"errors\":["
                        + "{\"index\":1,\"field\":\"message\",\"problem\":\"must be a string\"},"
                        + "{\"index\":2,\"field\":\"\",\"problem\":\"an event is a JSON object\"}]}");
        assertThat(intake.stored()).hasSize(2);
    }

    @Test
    void answers400WithEveryProblemWhenAllAreBad() throws Exception {
        Reply one = intake.post("{\"message\":7}");
        assertThat(one.status()).isEqualTo(400);
        assertThat(one.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(one.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"message: must be a string\",\"errors\":["
                        + "{\"index\":0,\"field\":\"message\",\"problem\":\"must be a string\"}]}");
        Reply two = intake.post("no\n{}\n", LINES);
        assertThat(two.status()).isEqualTo(400);
        assertThat(two.body()).contains("\"detail\":\"none of 2 events was taken\"", "\"index\":1");
        assertThat(intake.stored()).isEmpty();
    }

    @Test
    void readsLinesWhenTheContentTypeSaysSo() throws Exception {
        Reply reply = intake.post("{\"message\":\"a\"}\nno\n{\"message\":\"b\"}\n", LINES);
        assertThat(reply.status()).isEqualTo(207);
        assertThat(intake.stored()).extracting(Event::message).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain; charset=UTF-8", "application/x-www-form-urlencoded", "application/json", "x"})
    void readsEverythingElseAsJson(String type) throws Exception {
        assertThat(intake.post("{\"message\":\"a\"}", "Content-Type: " + type).status())
                .isEqualTo(202);
    }

    @Test
    void countsARepetitionOnceAndAnotherContentAsAnotherEvent() throws Exception {
        assertThat(intake.post("{\"id\":1,\"message\":\"a\"}").body()).contains("\"duplicates\":0");
        assertThat(intake.post("{\"id\":\"1\",\"message\":\"a\"}").body())
                .isEqualTo("{\"accepted\":1,\"duplicates\":1,\"ids\":[\"1\"]}");
        assertThat(intake.post("{\"id\":1,\"message\":\"b\"}").body()).contains("\"duplicates\":0");
        assertThat(intake.post("{\"id\":1,\"message\":\"a\",\"site\":\"other\"}")
                        .body())
                .contains("\"duplicates\":0");
        assertThat(intake.stored()).extracting(Event::marks).containsExactly("{}", "{\"id_reused\":true}", "{}");
    }

    @ParameterizedTest
    @CsvSource({"?site=shop, shop", "?site=My%20Shop, My Shop", "'', web-1"})
    void takesTheSiteFromTheUrl(String query, String site) throws Exception {
        assertThat(intake.post("/v1/events" + query, "{\"message\":\"m\"}".getBytes(UTF_8))
                        .status())
                .isEqualTo(202);
        assertThat(intake.stored()).extracting(Event::site).containsExactly(site);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?site=", "?site=a/b", "?site=%1b[31m", "?as=", "?as=NATIVE", "?as=syslog"})
    void refusesAQueryThatMakesNoSense(String query) throws Exception {
        Reply reply = intake.post("/v1/events" + query, "{\"message\":\"m\"}".getBytes(UTF_8));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .containsAnyOf("?site= must be", "?as= may be one of eventgate, wsal, logevents, native");
        assertThat(intake.stored()).isEmpty();
    }

    @Test
    void readsAsTheShapeThatTheUrlForces() throws Exception {
        byte[] both = "{\"Code\":7,\"Severity\":1,\"message\":\"m\"}".getBytes(UTF_8);
        intake.post("/v1/events?as=native", both);
        intake.post("/v1/events?as=wsal", both);
        assertThat(intake.stored()).extracting(Event::message).containsExactly("m", "(7)");
    }

    @Test
    void answersAsEventGateWhenAllIsWell() throws Exception {
        Reply reply = intake.post(EventGateShapeTest.HOMEPAGE_VISIT, "Content-Type: text/plain");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.headers()).doesNotContainKey("content-type");
        assertThat(intake.stored()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"?hasty=true, 202", "?hasty=false, 202", "?hasty, 201", "?hasty=, 201"})
    void answersHastyRequestsOfEventGateWith202ButNotBeforeTheCommit(String query, int status) throws Exception {
        Reply reply = intake.post("/v1/events" + query, EventGateShapeTest.HOMEPAGE_VISIT.getBytes(UTF_8));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEmpty();
        assertThat(intake.stored()).hasSize(1);
    }

    @Test
    void answersAsEventGateWhenSomeAreBad() throws Exception {
        Reply reply = intake.post("[" + EventGateShapeTest.HOMEPAGE_VISIT + "," + EVENT_GATE_BAD + ",7]");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body())
                .isEqualTo("{\"invalid\":[{\"status\":\"invalid\",\"event\":" + EVENT_GATE_BAD
                        + ",\"context\":{\"errors\":["
                        + "{\"dataPath\":\".meta.stream\",\"message\":\"must be a string that is not empty\"}],"
                        + "\"errorsText\":\"'.meta.stream' must be a string that is not empty\"}},"
                        + "{\"status\":\"invalid\",\"event\":null,\"context\":{\"errors\":["
                        + "{\"dataPath\":\"\",\"message\":\"an event is a JSON object\"}],"
                        + "\"errorsText\":\"'' an event is a JSON object\"}}],\"error\":[]}");
    }

    @Test
    void answersAsEventGateWhenAllAreBad() throws Exception {
        Reply reply = intake.post(EVENT_GATE_BAD);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).startsWith("{\"invalid\":[{\"status\":\"invalid\",\"event\":{\"$schema\"");
    }

    @Test
    void neverEchoesABrokenLineAsAnEvent() throws Exception {
        Reply reply = intake.post(EventGateShapeTest.HOMEPAGE_VISIT + "\n{\"broken\n", LINES);
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body()).contains("\"event\":null").doesNotContain("{\"broken");
    }

    @Test
    void asksForATokenWhereThereAreAny() throws Exception {
        restartWithTokens();
        Reply none = intake.post("{\"message\":\"m\"}");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.headers()).containsEntry("www-authenticate", "Bearer");
        for (String wrong : new String[] {"shop-token-012345678", "SHOP-TOKEN-0123456789", "", "x".repeat(2_000)}) {
            Reply reply = intake.post("{\"message\":\"m\"}", "Authorization: Bearer " + wrong);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.body()).doesNotContain("0123456789");
        }
        assertThat(intake.post("{\"message\":\"m\"}", "Authorization: Basic " + RunningIntake.SHOP_TOKEN)
                        .status())
                .isEqualTo(401);
        assertThat(intake.stored()).isEmpty();
        assertThat(intake.refusals.counts()).isEmpty();
    }

    @Test
    void knowsTheSiteByItsTokenInHeaderOrPath() throws Exception {
        restartWithTokens();
        assertThat(intake.post("{\"message\":\"m\"}", "authorization: bearer  " + RunningIntake.SHOP_TOKEN)
                        .status())
                .isEqualTo(202);
        assertThat(intake.post("/t/" + RunningIntake.WIKI_TOKEN + "/v1/events", "{\"message\":\"m\"}".getBytes(UTF_8))
                        .status())
                .isEqualTo(202);
        assertThat(intake.stored()).extracting(Event::site).containsExactly("shop", "enwiki");
    }

    @Test
    void refusesEventsOfAnotherSiteThanTheTokens() throws Exception {
        restartWithTokens();
        String bearer = "Authorization: Bearer " + RunningIntake.SHOP_TOKEN;
        Reply all = intake.post("{\"message\":\"m\",\"site\":\"enwiki\"}", bearer);
        assertThat(all.status()).isEqualTo(403);
        assertThat(all.body()).contains("\"title\":\"Forbidden\"", "\"field\":\"site\"");
        Reply some =
                intake.post("[{\"message\":\"m\",\"site\":\"enwiki\"},{\"message\":\"m\",\"site\":\"shop\"}]", bearer);
        assertThat(some.status()).isEqualTo(207);
        Reply gate = intake.post(EventGateShapeTest.HOMEPAGE_VISIT, bearer);
        assertThat(gate.status()).isEqualTo(400);
        Reply url = intake.post("/v1/events?site=enwiki", "{\"message\":\"m\"}".getBytes(UTF_8), bearer);
        assertThat(url.status()).isEqualTo(403);
        assertThat(intake.stored()).extracting(Event::site).containsExactly("shop");
        assertThat(intake.refusals.counts()).containsExactlyEntriesOf(Map.of("shop", 4L));
        assertThat(all.body() + some.body() + gate.body() + url.body()).doesNotContain("0123456789");
    }

    @Test
    void answers503AndStoresNothingWhileTheQueueCannot() throws Exception {
        intake.close();
        intake = new RunningIntake(
                folder, Map.of(), queue -> new FailingQueue(new QueueException("the disk is full")).queue());
        Reply reply = intake.post("{\"message\":\"m\"}");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).containsEntry("retry-after", "5");
        assertThat(reply.body()).contains("the disk is full; nothing of this request is stored");
        assertThat(intake.stored()).isEmpty();
    }

    @Test
    void logsAFaultOfItsOwnWithoutTheTokenOfThePath() throws Exception {
        intake.close();
        intake = new RunningIntake(
                folder, RunningIntake.tokens(), queue -> new FailingQueue(new IllegalStateException("odd")).queue());
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        var logger = (Logger) LoggerFactory.getLogger("io.mirrorlog");
        Level usual = logger.getLevel();
        logger.setLevel(Level.ERROR);
        logger.setAdditive(false);
        logger.addAppender(logged);
        try {
            byte[] body = "{\"message\":\"m\"}".getBytes(UTF_8);
            Reply reply = intake.post("/t/" + RunningIntake.SHOP_TOKEN + "/v1/events?x=1", body);
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.body()).doesNotContain("odd", RunningIntake.SHOP_TOKEN);
        } finally {
            logger.detachAppender(logged);
            logger.setAdditive(true);
            logger.setLevel(usual);
        }
        assertThat(logged.list).hasSize(1);
        ILoggingEvent fault = logged.list.get(0);
        assertThat(fault.getFormattedMessage() + ThrowableProxyUtil.asString(fault.getThrowableProxy()))
                .contains("odd")
                .doesNotContain(RunningIntake.SHOP_TOKEN);
    }

    /** A queue that takes events only to fail when it should store them. */
    private record FailingQueue(RuntimeException failure) {

        EventQueue queue() {
            return (EventQueue) Proxy.newProxyInstance(
                    EventQueue.class.getClassLoader(),
                    new Class<?>[] {EventQueue.class},
                    (proxy, method, arguments) -> new FailingIncoming(failure));
        }
    }

    private record FailingIncoming(RuntimeException failure) implements Incoming {

        @Override
        public void add(Arrival arrival) {
            // it is about to fail
        }

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public CompletableFuture<List<Receipt>> append(List<DirectSettlement> settlements) {
            return CompletableFuture.failedFuture(failure);
        }

        @Override
        public CompletableFuture<List<Receipt.Fate>> fates() {
            return CompletableFuture.failedFuture(failure);
        }

        @Override
        public Event event(int index, Receipt.Fate fate) {
            throw failure;
        }
    }

    @Test
    void saysWhatIsWrongWithABodyAndAtWhichByte() throws Exception {
        assertThat(detail("")).startsWith("the body is empty");
        assertThat(detail("{\"message\":\"m\",}"))
                .isEqualTo("broken JSON at byte 15: expected a key in double quotes, found }");
        assertThat(detail("{\"message\":NaN}")).isEqualTo("broken JSON at byte 11: expected a value, found N");
        assertThat(detail("{\"message\":\"m\"}{\"message\":\"m\"}"))
                .startsWith("something follows the JSON value at byte 15");
        assertThat(detail("[".repeat(100_000))).isEqualTo("broken JSON at byte 500: nested deeper than 500");
        assertThat(detail("{\"message\":\"\u0000\"}")).contains("control character");
        assertThat(detail("\"a\"")).isEqualTo("the event: an event is a JSON object");
        assertThat(detail("{\"message\":\"a\",\"message\":\"a\"}")).startsWith("message: is there twice");
        byte[] latin1 = "{\"message\":\"caf\u00e9\"}".getBytes(ISO_8859_1);
        assertThat(intake.post("/v1/events", latin1).body()).contains("broken JSON at byte 15: not UTF-8");
        byte[] utf16 = "{\"message\":\"m\"}".getBytes(UTF_16LE);
        assertThat(intake.post("/v1/events", utf16).status()).isEqualTo(400);
        assertThat(intake.stored()).isEmpty();
    }

    private String detail(String body) throws IOException {
        Reply reply = intake.post(body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.headers()).containsEntry("content-type", "application/problem+json");
        int from = reply.body().indexOf("\"detail\":\"") + 10;
        return reply.body().substring(from, reply.body().indexOf('"', from));
    }

    @Test
    void takesControlCharactersEverywhereAndStoresThemEscaped() throws Exception {
        String evil = "\\u0000\\u001b[2J\\r\\n\u009b\u202e\\ud800";
        String json = "{\"message\":\"" + evil + "\",\"id\":\"" + evil + "\",\"type\":\"" + evil + "\",\"action\":\""
                + evil + "\",\"user\":\"" + evil + "\",\"severity\":\"" + evil + "\",\"" + evil + "\":\"" + evil
                + "\"}";
        Reply reply = intake.post(json);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.body()).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\u202e]");
        Event event = intake.stored().get(0);
        assertThat(event.message()).isEqualTo("\u0000\u001b[2J\r\n\u009b\u202e\ud800");
        assertThat(event.metadata()).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\u202e]");
        Reply refused = intake.post("{\"" + evil + "\":1,\"" + evil + "\":2,\"message\":\"m\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\u202e]");
    }

    @Test
    void refusesTenMebibytesAndCountsNothing() throws Exception {
        assertThat(intake.post("/v1/events", new byte[10 << 20]).status()).isEqualTo(413);
        assertThat(intake.stored()).isEmpty();
    }

    @Test
    void refusesTooManyEventsAsAWhole() throws Exception {
        Reply reply = intake.post("{\"message\":\"m\"}\n".repeat(10_001), LINES);
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body()).contains("\"title\":\"Content Too Large\"", "more than 10000 events");
        assertThat(intake.stored()).isEmpty();
    }

    @Test
    void keepsWhatItRefusedButNotTheTokens() throws Exception {
        restartWithTokens();
        String bearer = "Authorization: Bearer " + RunningIntake.SHOP_TOKEN;
        intake.post("{\"message\":7}", bearer);
        intake.post("/t/" + RunningIntake.SHOP_TOKEN + "/v1/events", "broken".getBytes(UTF_8));
        intake.close();
        String kept = Files.readString(folder.resolve("refused").resolve(RefusedEvents.FILE));
        assertThat(kept)
                .contains(
                        "\"site\":\"shop\",\"reason\":\"message: must be a string\",\"received\":\"{\\\"message\\\":7}\"}")
                .contains("\"received\":\"broken\"")
                .doesNotContain("0123456789");
    }

    @Test
    void letsABeaconOfAConfiguredPageIn() throws Exception {
        Reply reply = intake.post(
                EventGateShapeTest.HOMEPAGE_VISIT,
                "Origin: https://wiki.example",
                "Content-Type: text/plain;charset=UTF-8");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.headers()).containsEntry("access-control-allow-origin", "https://wiki.example");
    }

    @Test
    void answersManyPipelinedEventsInOrder() throws Exception {
        try (var client = new RawHttp(intake.port())) {
            for (int i = 0; i < 100; i++) {
                client.post("/v1/events", ("{\"message\":\"m\",\"id\":" + i + "}").getBytes(UTF_8));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.reply().body()).endsWith("\"ids\":[" + i + "]}");
            }
        }
        assertThat(intake.stored()).hasSize(100);
    }

    @Test
    void refusesWhenTheQueueIsClosed() throws Exception {
        intake.queue.close();
        assertThat(intake.post("{\"message\":\"m\"}").status()).isEqualTo(503);
    }
}
