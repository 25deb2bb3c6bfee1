package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.filter.Glob;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.web.RawHttp.Reply;
import io.mirrorlog.agent.web.TrustedProxies;
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

/** What a client is told when some or all of its events are refused, each for another reason. */
class RefusalAnswersTest {

    private static final String BEARER = "Authorization: Bearer " + RunningIntake.SHOP_TOKEN;
    private static final String OF_ANOTHER_SITE = "{\"message\":\"m\",\"site\":\"enwiki\"}";
    private static final String TICK = "{\"$schema\":\"/tick/1.0.0\",\"meta\":{\"stream\":\"tick\"}}";

    @TempDir
    private Path folder;

    private RunningIntake intake;

    @BeforeEach
    void start() {
        intake = new RunningIntake(folder.resolve("refused"), RunningIntake.tokens());
    }

    @AfterEach
    void stop() {
        intake.close();
    }

    @Test
    void isTheStatusThatAllOfThemHaveInCommon() throws Exception {
        Reply same = intake.post("[" + OF_ANOTHER_SITE + "," + OF_ANOTHER_SITE + "]", BEARER);
        assertThat(same.status()).isEqualTo(403);
        assertThat(same.body())
                .contains("\"status\":403", "\"detail\":\"none of 2 events was taken\"", "\"index\":0", "\"index\":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[" + OF_ANOTHER_SITE + ",7]", "[7," + OF_ANOTHER_SITE + "]"})
    void isABadRequestWhereTheyHaveNoneInCommon(String body) throws Exception {
        Reply reply = intake.post(body, BEARER);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("\"title\":\"Bad Request\",\"status\":400");
    }

    @Test
    void isAboutTheTokenBeforeAnythingIsRead() throws Exception {
        assertThat(intake.post("broken").status()).isEqualTo(401);
        assertThat(intake.refusals.counts()).isEmpty();
    }

    @Test
    void isAboutTheTokenOnlyWhereThatIsAllThatIsWrong() throws Exception {
        intake.close();
        var streams = new Streams(Map.of(), Map.of(), Map.of(), false, Validation.TAG);
        var gate = new EventGate(
                streams, SchemaCheck.NONE, Place.ALL, List.of(Glob.parse("open_*")), TrustedProxies.LOOPBACK);
        intake = new RunningIntake(folder.resolve("refused"), RunningIntake.tokens(), queue -> queue, gate);
        assertThat(intake.post("[" + TICK + "," + TICK + "]").status()).isEqualTo(401);
        assertThat(intake.refusals.counts()).isEmpty();
        assertThat(intake.post("[" + TICK + ",{\"$schema\":7,\"meta\":{\"stream\":\"open_tick\"}}]")
                        .status())
                .isEqualTo(400);
        assertThat(intake.refusals.counts().values()).containsExactly(1L);
    }

    @ParameterizedTest
    @CsvSource({"true, 202", "false, 400"})
    void saysNothingOfThemToAClientInAHurryThatHasSomethingStored(boolean oneIsGood, int status) throws Exception {
        String body = "[" + (oneIsGood ? TICK : "7") + ",{\"$schema\":\"/tick/1.0.0\",\"meta\":{\"stream\":\"\"}}]";
        Reply reply = intake.post("/v1/events?hasty=true", body.getBytes(UTF_8), BEARER);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().isEmpty()).isEqualTo(oneIsGood);
    }

    @ParameterizedTest
    @CsvSource({"1000, true", "1001, false"})
    void repeatsOfALargeEventNoNameThatIsLargeItself(int length, boolean repeated) throws Exception {
        String schema = "/" + "x".repeat(length - 1);
        String large = "{\"$schema\":\"" + schema + "\",\"meta\":{\"stream\":\"tick\"},\"text\":\""
                + "x".repeat(IntakeLimits.EVENT_BYTES) + "\"}";
        Reply reply = intake.post("[" + TICK + "," + large + "]", BEARER);
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body())
                .contains((repeated ? "\"event\":{\"$schema\":\"" + schema + "\"," : "\"event\":{")
                        + "\"meta\":{\"stream\":\"tick\"}}")
                .hasSizeLessThan(2_000);
    }
}
