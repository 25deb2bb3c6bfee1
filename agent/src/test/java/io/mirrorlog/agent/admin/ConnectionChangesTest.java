package io.mirrorlog.agent.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionChangesTest {

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final List<String> roused = new ArrayList<>();
    private final List<OwnEvent> told = new ArrayList<>();
    private final ConnectionChanges changes =
            new ConnectionChanges(queue, Set.of("a")::contains, roused::add, new AdminActs(told::add, true), clock);

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now(), "removed", new Start.Now()));
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private static Answer asked(Function<Request, Answer> change, String name, String body) {
        var headers = Map.of("content-type", "application/json");
        return change.apply(
                new Request("POST", "/v1/connections/" + name + "/x", Map.of(), headers, body.getBytes(UTF_8)));
    }

    private static String text(Answer answer) {
        return new String(answer.body(), UTF_8);
    }

    @Test
    void pausesForAReason() {
        Answer answer = asked(changes.pause(), "a", "{\"reason\":\"the disk is moved\"}");

        assertThat(text(answer)).isEqualTo("{\"connection\":\"a\",\"done\":\"paused\"}");
        assertThat(queue.standing("a").pause()).isEqualTo(new Standing.Pause(clock.instant(), "the disk is moved"));
        assertThat(roused).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"reason\":\" \"}"})
    void pausesWithoutAReason(String body) {
        assertThat(asked(changes.pause(), "a", body).status()).isEqualTo(200);
        assertThat(queue.isPaused("a")).isTrue();
    }

    @Test
    void takesNoReasonWithoutAnEnd() {
        assertThat(asked(changes.pause(), "a", "{\"reason\":\"" + "x".repeat(501) + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(queue.isPaused("a")).isFalse();
    }

    @Test
    void resumesAndGoesOnAtOnce() {
        queue.pause("a", "r");
        assertThat(asked(changes.resume(), "a", "{}").status()).isEqualTo(200);
        assertThat(queue.isPaused("a")).isFalse();
        assertThat(roused).containsExactly("a");
    }

    @Test
    void endsARest() {
        assertThat(asked(changes.retry(), "a", "").status()).isEqualTo(200);
        assertThat(roused).containsExactly("a");
    }

    @Test
    void endsNoRestOfOneThatWaitsForTheAdminOrIsNotConfigured() {
        queue.pause("a", "r");
        assertThat(asked(changes.retry(), "a", "").status()).isEqualTo(409);
        assertThat(asked(changes.retry(), "removed", "").status()).isEqualTo(409);
        assertThat(roused).isEmpty();
    }

    @Test
    void renamesAndForgetsWhatIsNotConfigured() {
        queue.configure(Map.of("a", new Start.Now()));
        assertThat(text(asked(changes.rename(), "removed", "{\"to\":\"archive\"}")))
                .isEqualTo("{\"connection\":\"archive\",\"done\":\"renamed\"}");
        assertThat(queue.connections()).containsExactlyInAnyOrder("a", "archive");
        assertThat(asked(changes.rename(), "archive", "{\"to\":\"a\"}").status())
                .isEqualTo(409);
        assertThat(asked(changes.forget(), "archive", "").status()).isEqualTo(200);
        assertThat(queue.connections()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"to\":\"\"}", "{\"to\":\"a b\"}", "{\"to\":\"../x\"}", "{\"to\":[1]}"})
    void givesNoNameThatNoConfigurationCouldHave(String body) {
        queue.configure(Map.of("a", new Start.Now()));
        assertThat(asked(changes.rename(), "removed", body).status()).isEqualTo(400);
        assertThat(queue.connections()).contains("removed");
    }

    @Test
    void neitherRenamesNorForgetsWhatIsConfiguredOrStillDelivers() {
        assertThat(asked(changes.forget(), "removed", "").status()).isEqualTo(409);
        queue.configure(Map.of("b", new Start.Now()));
        assertThat(asked(changes.rename(), "a", "{\"to\":\"b\"}").status()).isEqualTo(409);
        assertThat(asked(changes.forget(), "a", "").status()).isEqualTo(409);
        assertThat(queue.connections()).contains("a");
    }

    @Test
    void tellsWhatWasDoneByWhomAndNothingThatWasRefused() {
        queue.configure(Map.of("a", new Start.Now()));
        queue.append(QueueSamples.arrivals(1, 2)).join();
        asked(changes.resume(), "a", "{}");
        asked(changes.rename(), "a", "{\"to\":\"b\"}");
        asked(changes.pause(), "nobody", "{}");
        assertThat(told).isEmpty();

        asked(changes.pause(), "a", "{\"reason\":\"the disk is moved\"}");
        clock.advance(Duration.ofMinutes(2));
        asked(changes.resume(), "a", "{}");
        asked(changes.rename(), "removed", "{\"to\":\"archive\"}");
        asked(changes.forget(), "archive", "{}");

        String by = "\"by\":\"admin\",\"right\":\"admin token\"}";
        String since = "2026-03-01T12:00:00.123456Z";
        assertThat(told)
                .extracting(OwnEvent::message)
                .containsExactly(
                        "a: paused by an admin, events wait in the queue: the disk is moved",
                        "a: resumed by an admin, 2 events are late",
                        "removed: is named archive now, as an admin wishes",
                        "archive: is forgotten, as an admin wishes; one of that name begins anew");
        assertThat(told)
                .extracting(OwnEvent::facts)
                .containsExactly(
                        "{\"connection\":\"a\",\"state\":\"paused\",\"reason\":\"the disk is moved\"," + by,
                        "{\"connection\":\"a\",\"before\":\"paused\",\"since\":\"" + since
                                + "\",\"reason\":\"the disk is moved\",\"delayed_events\":2,\"delayed_from\":\"" + since
                                + "\",\"delayed_until\":\"2026-03-01T12:02:00.123456Z\",\"first_sequence\":1,\"last_sequence\":2,"
                                + by,
                        "{\"connection\":\"archive\",\"from\":\"removed\"," + by,
                        "{\"connection\":\"archive\"," + by);
    }

    @Test
    void knowsNoOtherConnection() {
        for (Function<Request, Answer> change :
                List.of(changes.pause(), changes.resume(), changes.retry(), changes.forget())) {
            assertThat(asked(change, "b%2Fc", "").status()).isEqualTo(404);
            assertThat(text(asked(change, "b%2Fc", ""))).contains("named b/c");
            assertThat(asked(change, "%zz", "").status()).isEqualTo(400);
            assertThat(asked(change, "a", "{\"x\":\"y\"}").status()).isEqualTo(400);
        }
    }
}
