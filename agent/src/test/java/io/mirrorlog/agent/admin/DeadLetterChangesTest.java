package io.mirrorlog.agent.admin;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterChangesTest {

    private static final Map<String, String> JSON = Map.of("content-type", "application/json; charset=utf-8");

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final AtomicInteger wakes = new AtomicInteger();
    private final List<OwnEvent> told = new ArrayList<>();
    private final DeadLetterChanges changes =
            new DeadLetterChanges(queue, wakes::incrementAndGet, new AdminActs(told::add, false));

    @BeforeEach
    void refuseThree() {
        queue.configure(Map.of("a", new Start.Earliest()));
        queue.append(arrivals(1, 4)).join();
        var batch = queue.unsettled("a", 10, 1 << 20, clock.instant());
        queue.settle(new Settlement("a", batch, Map.of(1L, "no", 2L, "no", 3L, "no"), Set.of(), clock.instant(), null));
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private static Request request(String body, Map<String, String> headers) {
        return new Request("POST", "/v1/dead/retry", Map.of(), headers, body.getBytes(UTF_8));
    }

    private static String text(Answer answer) {
        return new String(answer.body(), UTF_8);
    }

    @Test
    void offersAgainAndWakesTheLanes() {
        Answer answer = changes.retry().apply(request("{\"connection\":\"a\",\"sequences\":[1,3,4,9,1]}", JSON));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("{\"retried\":2,\"unknown\":[4,9]}");
        assertThat(queue.standing("a").dead()).isEqualTo(1);
        assertThat(queue.unsettled("a", 10, 1 << 20, clock.instant()).events()).hasSize(2);
        assertThat(wakes).hasValue(1);
    }

    @Test
    void drops() {
        Answer answer = changes.drop().apply(request(" {\"sequences\": [ 2 ], \"connection\": \"a\"}\n", JSON));

        assertThat(text(answer)).isEqualTo("{\"dropped\":1,\"unknown\":[]}");
        assertThat(queue.standing("a").dead()).isEqualTo(2);
        assertThat(queue.unsettled("a", 10, 1 << 20, clock.instant()).events()).isEmpty();
    }

    @Test
    void knowsNoOtherConnection() {
        Answer answer = changes.drop().apply(request("{\"connection\":\"b\",\"sequences\":[1]}", JSON));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(text(answer)).contains("no connection named b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
    void takesNothingThatABrowserSendsUnasked(String type) {
        Answer answer =
                changes.drop().apply(request("{\"connection\":\"a\",\"sequences\":[1]}", Map.of("content-type", type)));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(changes.drop()
                        .apply(request("{\"connection\":\"a\",\"sequences\":[1]}", Map.of()))
                        .status())
                .isEqualTo(415);
        assertThat(queue.standing("a").dead()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "nonsense",
                "{\"connection\":\"a\"}",
                "{\"sequences\":[1]}",
                "{\"connection\":\"a\",\"sequences\":[]}",
                "{\"connection\":\"a\",\"sequences\":[\"1\"]}",
                "{\"connection\":\"a\",\"sequences\":[1.0]}",
                "{\"connection\":\"a\",\"sequences\":[99999999999999999999]}",
                "{\"connection\":\"a\",\"sequences\":\"1\"}",
                "{\"connection\":\"a\",\"sequences\":[1]",
                "{\"connection\":\"a\",\"sequences\":[1]}{}",
                "{\"connection\":\"a\",\"connection\":\"a\",\"sequences\":[1]}",
                "{\"connection\":\"a\",\"sequences\":[1],\"site\":\"shop\"}",
                "{\"connection\":[1],\"sequences\":[1]}",
                "{\"connection\":1,\"sequences\":[1]}"
            })
    void changesNothingThatIsNotAskedForClearly(String body) {
        assertThat(changes.drop().apply(request(body, JSON)).status()).isEqualTo(400);
        assertThat(queue.standing("a").dead()).isEqualTo(3);
    }

    @Test
    void takesABoundedNumberAtOnce() {
        String most = LongStream.rangeClosed(1, ChangeBody.SEQUENCES)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
        String more = "{\"connection\":\"a\",\"sequences\":[" + most + ",99999]}";
        String enough = "{\"connection\":\"a\",\"sequences\":[" + most + "]}";

        assertThat(changes.drop().apply(request(more, JSON)).status()).isEqualTo(400);
        assertThat(changes.drop().apply(request(enough, JSON)).status()).isEqualTo(200);
        assertThat(queue.standing("a").dead()).isZero();
    }
}
