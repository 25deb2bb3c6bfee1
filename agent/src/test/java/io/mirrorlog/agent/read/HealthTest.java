package io.mirrorlog.agent.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Endpoint;
import io.mirrorlog.agent.web.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthTest {

    private final FakeClock clock = new FakeClock();
    private final Queue<CompletableFuture<?>> trials = new ArrayDeque<>();
    private @Nullable String standstill;
    private int tried;

    private Health health(Duration patience) {
        return new Health(
                () -> {
                    tried++;
                    CompletableFuture<?> next = trials.poll();
                    return next == null ? CompletableFuture.completedFuture(1) : next;
                },
                () -> standstill,
                patience,
                clock);
    }

    private static Answer ask(Endpoint endpoint) {
        return endpoint.answer(new Request("GET", "/readyz", Map.of(), Map.of(), new byte[0]))
                .join();
    }

    private static String body(Answer answer) {
        return new String(answer.body(), UTF_8);
    }

    @Test
    void isReadyWhenAnEventWouldBeTakenAndTheLanesMove() {
        Answer answer = ask(health(Duration.ofSeconds(20)).readiness());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).isEqualTo("ready\n");
    }

    @Test
    void tellsWhyNoEventWouldBeTaken() {
        trials.add(CompletableFuture.failedFuture(new QueueException("the disk is \"nearly\" full")));
        Answer answer = ask(health(Duration.ofSeconds(20)).readiness());
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.headers()).containsKey("Retry-After");
        assertThat(body(answer)).contains("\"detail\":\"the disk is \\\"nearly\\\" full\"");
    }

    @Test
    void tellsWhyTheLanesStandStill() {
        standstill = "the lane of a broke";
        Answer answer = ask(health(Duration.ofSeconds(20)).readiness());
        assertThat(answer.status()).isEqualTo(503);
        assertThat(body(answer)).contains("the lane of a broke");
    }

    @Test
    void takesACommitThatDoesNotEndForNoProgressAndStartsNoOtherBehindIt() {
        var hanging = new CompletableFuture<Integer>();
        trials.add(hanging);
        Health health = health(Duration.ofMillis(1));
        for (int time = 1; time <= 3; time++) {
            Answer answer = ask(health.readiness());
            assertThat(answer.status()).isEqualTo(503);
            assertThat(body(answer)).contains("has not finished a commit");
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(tried).isEqualTo(1);
        assertThat(ask(health.liveness()).status()).isEqualTo(200);
    }

    @Test
    void triesTheQueueOnceASecondHoweverOftenItIsAsked() {
        Health health = health(Duration.ofSeconds(20));
        for (int asked = 0; asked < 10; asked++) {
            assertThat(ask(health.readiness()).status()).isEqualTo(200);
        }
        assertThat(tried).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        ask(health.readiness());
        assertThat(tried).isEqualTo(2);
        clock.advance(Duration.ofHours(-1));
        ask(health.readiness());
        assertThat(tried).isEqualTo(3);
    }
}
