package io.mirrorlog.agent.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingsTest {

    private static final String TOKEN = "admin-token-0123456789";

    private static Answer asked(@Nullable String token, boolean loopback, Map<String, String> headers)
            throws Exception {
        var guard = new AdminGuard(token == null ? null : Secret.of(token), loopback);
        try (var readings = new Readings(guard)) {
            return readings.of(request -> Answer.empty(204))
                    .answer(request(headers))
                    .get();
        }
    }

    private static Request request(Map<String, String> headers) {
        return new Request("GET", "/v1/status", Map.of(), headers, new byte[0]);
    }

    @Test
    void letsAnybodyOnThisMachineReadWhereThereIsNoAdminToken() throws Exception {
        assertThat(asked(null, true, Map.of()).status()).isEqualTo(204);
    }

    @Test
    void letsNobodyReadFromAfarWithoutAnAdminToken() throws Exception {
        assertThat(asked(null, false, Map.of("authorization", "Bearer " + TOKEN))
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer admin-token-0123456789, 204",
        "bearer   admin-token-0123456789, 204",
        "Bearer admin-token-012345678, 401",
        "Bearer, 401",
        "'', 401",
        "Basic admin-token-0123456789, 401",
        "admin-token-0123456789, 401",
    })
    void asksForTheAdminTokenWhereThereIsOne(String authorization, int status) throws Exception {
        for (boolean loopback : new boolean[] {true, false}) {
            Answer answer = asked(TOKEN, loopback, Map.of("authorization", authorization));
            assertThat(answer.status()).isEqualTo(status);
            assertThat(new String(answer.body(), UTF_8)).doesNotContain("0123456");
            assertThat(answer.headers().containsKey("WWW-Authenticate")).isEqualTo(status == 401);
        }
    }

    @Test
    void answers503WhileTheQueueCannotBeRead() throws Exception {
        try (var readings = new Readings(new AdminGuard(null, true))) {
            Answer answer = readings.of(request -> {
                        throw new QueueException("the queue is closed");
                    })
                    .answer(request(Map.of()))
                    .get();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsKey("Retry-After");
        }
    }

    @Test
    void turnsReadersAwayWhenThereAreTooMany() throws Exception {
        var latch = new CountDownLatch(1);
        try (var readings = new Readings(new AdminGuard(null, true))) {
            var endpoint = readings.of(request -> {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Answer.empty(204);
            });
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(endpoint.answer(request(Map.of())));
            }
            latch.countDown();
            int turnedAway = 0;
            for (CompletableFuture<Answer> answer : answers) {
                turnedAway += answer.get().status() == 503 ? 1 : 0;
            }
            assertThat(turnedAway).isEqualTo(100 - 66);
        }
    }
}
