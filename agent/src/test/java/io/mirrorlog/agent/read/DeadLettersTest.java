package io.mirrorlog.agent.read;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.redact.Redactions;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLettersTest {

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private UnaryOperator<Event> redaction = UnaryOperator.identity();
    private final DeadLetters dead = new DeadLetters(queue, clock, name -> redaction);

    @AfterEach
    void close() {
        queue.close();
    }

    private void refuseAll(String reason) {
        queue.configure(Map.of("a", new Start.Earliest()));
        Batch batch = queue.unsettled("a", 10_000, 1 << 30, clock.instant());
        Map<Long, String> refused =
                batch.events().stream().collect(Collectors.toMap(QueuedEvent::sequence, event -> reason));
        queue.settle(new Settlement("a", batch, refused, Set.of(), clock.instant(), null));
    }

    private Answer answer(Map<String, String> query) {
        return dead.apply(new Request("GET", "/v1/dead", query, Map.of(), new byte[0]));
    }

    private String body(Map<String, String> query) {
        return new String(answer(query).body(), UTF_8);
    }

    @Test
    void showsWhatWasGivenUp() {
        queue.configure(Map.of("a", new Start.Earliest()));
        queue.append(arrivals(1, 3)).join();
        queue.giveUp("a", clock.instant().plusSeconds(1), "too \"long\"");
        String range = "{\"connection\":\"a\",\"first\":1,\"last\":3,\"events\":3,\"left\":3,"
                + "\"since\":\"2026-03-01T12:00:00.123456Z\",\"until\":\"2026-03-01T12:00:00.123456Z\","
                + "\"released\":\"2026-03-01T12:00:00.123456Z\",\"reason\":\"too \\\"long\\\"\","
                + "\"file\":\"released/a-1-3.ndjson.gz\",\"state\":\"waiting\",\"problem\":null}";

        assertThat(body(Map.of("connection", "a")))
                .isEqualTo("{\"dead\":[],\"released\":[" + range + "],\"next\":null}");
        assertThat(body(Map.of("connection", "a", "site", "shop"))).isEqualTo("{\"dead\":[],\"next\":null}");
        assertThat(body(Map.of("connection", "a", "kind", "released")))
                .isEqualTo("{\"released\":[" + range + "],\"next\":null}");
        assertThat(body(Map.of("connection", "a", "kind", "released", "limit", "1")))
                .isEqualTo("{\"released\":[" + range + "],\"next\":1}");
        assertThat(body(Map.of("connection", "a", "kind", "released", "after", "1")))
                .isEqualTo("{\"released\":[],\"next\":null}");
        assertThat(body(Map.of("connection", "a", "kind", "released", "sequence", "1", "format", "ndjson")))
                .isEqualTo(range + "\n");
        queue.append(arrivals(4, 4)).join();
        queue.giveUp("a", clock.instant().plusSeconds(1), "again");
        for (String sequence : List.of("2", "5")) {
            assertThat(answer(Map.of("connection", "a", "kind", "released", "sequence", sequence))
                            .status())
                    .isEqualTo(404);
        }
        assertThat(body(Map.of("connection", "a", "after", "3"))).isEqualTo("{\"dead\":[],\"next\":null}");
    }

    @Test
    void showsWhatWasRefusedAndWhy() {
        queue.append(arrivals(1, 1)).join();
        refuseAll("too \"odd\"");
        String common = "{\"dead\":[{\"connection\":\"a\",\"sequence\":1,\"site\":\"shop\",\"id\":\"id of message 1\","
                + "\"reason\":\"too \\\"odd\\\"\",\"attempts\":1,"
                + "\"first\":\"2026-03-01T12:00:00.123456Z\",\"last\":\"2026-03-01T12:00:00.123456Z\","
                + "\"message\":\"message 1\"";

        assertThat(body(Map.of("connection", "a"))).isEqualTo(common + "}],\"next\":null}");
        assertThat(body(Map.of("connection", "a", "sequence", "1")))
                .startsWith(common + ",\"event\":{\"timestamp\":\"2026-02-28T23:59:59.123456789+05:30\"")
                .contains("\"sequence\":1,\"metadata\":{\"n\":1.0,\"big\":1E400}}}],\"next\":null}");
    }

    @Test
    void showsEachAsItsDestinationMaySeeIt() {
        queue.append(arrivals(1, 1)).join();
        refuseAll("no");
        redaction = Redactions.masking("message", "id", "n");

        assertThat(body(Map.of("connection", "a")))
                .contains("\"id\":\"[masked]\"")
                .contains("\"message\":\"[masked]\"")
                .doesNotContain("message 1");
        assertThat(body(Map.of("connection", "a", "sequence", "1")))
                .contains("\"metadata\":{\"n\":\"[masked]\",\"big\":1E400}")
                .doesNotContain("message 1");
    }

    @Test
    void goesOnWhereThePageBeforeEnded() {
        queue.append(arrivals(1, 5)).join();
        refuseAll("no");

        String first = body(Map.of("connection", "a", "limit", "2"));
        assertThat(first)
                .contains("\"sequence\":2")
                .doesNotContain("\"sequence\":3")
                .endsWith("\"next\":2}");
        String last = body(Map.of("connection", "a", "after", "4"));
        assertThat(last)
                .contains("\"sequence\":5")
                .doesNotContain("\"sequence\":4")
                .endsWith("\"next\":null}");
    }

    @Test
    void showsOnlyWhatIsAskedFor() {
        queue.append(List.of(
                        new Arrival(QueueSamples.event("shop", "x"), null),
                        new Arrival(QueueSamples.event("wiki", "y"), null)))
                .join();
        refuseAll("no");

        assertThat(body(Map.of("connection", "a", "site", "wiki")))
                .contains("\"site\":\"wiki\"")
                .doesNotContain("shop");
        assertThat(body(Map.of("connection", "a", "severity", "high+"))).isEqualTo("{\"dead\":[],\"next\":null}");
        assertThat(body(Map.of("connection", "a", "since", "1h"))).isEqualTo("{\"dead\":[],\"next\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 400, connection: must say",
        "b, '', 404, no connection named b",
        "a, limit=0, 400, limit: may be",
        "a, limit=1001, 400, limit: may be",
        "a, after=x, 400, after: may be",
        "a, severity=loud, 400, severity: may be",
        "a, sequence=7, 404, a has no dead letter 7",
        "a, sequence=1, 404, a has no dead letter 1",
        "a, sequence=0, 400, sequence: may be",
    })
    void saysWhatIsWrongWithAQuestion(String connection, String parameter, int status, String detail) {
        queue.configure(Map.of("a", new Start.Earliest()));
        queue.append(arrivals(1, 1)).join();
        queue.settle(Settlement.delivered("a", queue.unsettled("a", 9, 10_000, clock.instant()), null));
        queue.append(arrivals(2, 2)).join();
        refuseAll("no");
        var query = new HashMap<String, String>();
        if (!connection.isEmpty()) {
            query.put("connection", connection);
        }
        if (!parameter.isEmpty()) {
            query.put(parameter.split("=", 2)[0], parameter.split("=", 2)[1]);
        }
        assertThat(answer(query).status()).isEqualTo(status);
        assertThat(body(query)).contains(detail);
    }
}
