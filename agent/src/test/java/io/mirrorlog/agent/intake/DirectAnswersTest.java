package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.delivery.DirectLane;
import io.mirrorlog.agent.delivery.ManualMeans;
import io.mirrorlog.agent.delivery.Rendering;
import io.mirrorlog.agent.delivery.RetryPolicy;
import io.mirrorlog.agent.delivery.ScriptedConnector;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.web.RawHttp.Reply;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What producers are told where connections are written to directly. */
class DirectAnswersTest {

    private static final Outcome NO = new Outcome.Retry("HTTP 503");

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final ScriptedConnector connector = new ScriptedConnector();
    private RunningIntake intake;

    @BeforeEach
    void start() {
        intake = new RunningIntake(folder.resolve("refused"), Map.of());
        intake.queue.configure(Map.of("slack", new Start.Now(), "a \"b", new Start.Now()));
    }

    @AfterEach
    void stop() {
        intake.close();
    }

    @Test
    void nameEachOfThemWithWhatBecameOfTheRequest() throws Exception {
        write("slack", connector, false);
        write("a \"b", new ScriptedConnector().answers(NO), false);
        Reply reply = intake.post("{\"message\":\"a\",\"id\":1}");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.body())
                .isEqualTo("{\"accepted\":1,\"duplicates\":0,\"ids\":[1],"
                        + "\"connections\":{\"slack\":\"delivered\",\"a \\\"b\":\"queued\"}}");
        assertThat(connector.offered()).hasSize(1);
    }

    @Test
    void sayNothingOfThemWhereThereIsNone() throws Exception {
        assertThat(intake.post("{\"message\":\"a\",\"id\":1}").body())
                .isEqualTo("{\"accepted\":1,\"duplicates\":0,\"ids\":[1]}");
    }

    @Test
    void speakOnlyOfTheEventsThatWereTaken() throws Exception {
        write("slack", connector, false);
        Reply some = intake.post("[{\"message\":\"a\",\"id\":1},{\"message\":7}]");
        assertThat(some.status()).isEqualTo(207);
        assertThat(some.body())
                .startsWith("{\"accepted\":1,\"duplicates\":0,\"ids\":[1,null],"
                        + "\"connections\":{\"slack\":\"delivered\"},\"errors\":[");
        assertThat(intake.post("{\"message\":7}").status()).isEqualTo(400);
        assertThat(connector.offered()).hasSize(1);
    }

    @Test
    void leaveEventGatesAsTheyAre() throws Exception {
        write("slack", connector, false);
        Reply reply = intake.post(EventGateShapeTest.HOMEPAGE_VISIT);
        assertThat(reply.status()).isEqualTo(201);
        assertThat(connector.offered()).hasSize(1);
    }

    @Test
    void refuseWhatOneThatMustHaveItHasNot() throws Exception {
        write("slack", connector.answers(new Outcome.Retry("HTTP 429", Duration.ofMillis(1_500))), true);
        Reply reply = intake.post("{\"message\":\"a\",\"id\":1}");
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.headers())
                .containsEntry("content-type", "application/problem+json")
                .containsEntry("retry-after", "2");
        assertThat(reply.body())
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"Bad Gateway\",\"status\":502,\"detail\":\"slack does not"
                                + " have the events: HTTP 429; nothing of this request is stored\"}");
        assertThat(intake.stored()).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        assertThat(intake.post("{\"message\":\"a\",\"id\":1}").body()).contains("\"duplicates\":0");
        assertThat(intake.stored()).hasSize(1);
    }

    @Test
    void nameNoTimeWhereNoneIsKnown() throws Exception {
        write("slack", connector.answers(NO), true);
        assertThat(intake.post("{\"message\":\"a\"}").headers()).doesNotContainKey("retry-after");
    }

    @Test
    void areUnavailableWhereNothingCouldBeStoredAndNothingIsWritten() throws Exception {
        write("slack", connector, false);
        intake.queue.close();
        assertThat(intake.post("{\"message\":\"a\"}").status()).isEqualTo(503);
        assertThat(connector.offered()).isEmpty();
    }

    private void write(String name, ScriptedConnector to, boolean rejects) {
        var conduct = new DirectLane.Conduct(
                new Rendering(null, (text, event, identifier, sequence) -> text.append(event.message())),
                new Limits(100, 10_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                Duration.ofSeconds(2),
                rejects);
        var manual = new ManualMeans(clock).means();
        var means =
                new DirectLane.Means(Runnable::run, manual.alarm(), manual.clock(), manual.chance(), manual.witness());
        intake.direct.add(new DirectLane(name, intake.queue, to, () -> {}, conduct, means));
    }
}
