package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.agent.web.TrustedProxies;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of one event where nothing of it can be found out. */
class JudgingTest {

    private static final String TICK = "{\"$schema\":\"/tick/1.0.0\",\"meta\":{\"stream\":\"tick\"}}";

    private static Verdict judged(SchemaCheck schemas, String line) throws InterruptedException {
        var streams = new Streams(Map.of(), Map.of(), Map.of(), false, Validation.TAG);
        var gate = new EventGate(streams, schemas, Place.ALL, List.of(), TrustedProxies.LOOPBACK);
        return new Judging(gate, new FakeClock()).of(line.getBytes(UTF_8));
    }

    @Test
    void aLineWithoutAnEventIsNotAsItsSchemaWantsIt() throws Exception {
        Verdict verdict = judged(SchemaCheck.NONE, " ");
        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.text()).startsWith("the body is empty");
    }

    @Test
    void aSchemaThatIsStillNotThereAfterTheWaitIsNotTakenForAGoodOne() throws Exception {
        var never = new SchemaCheck() {
            @Override
            public Set<Place> places(String schema) {
                return Place.ALL;
            }

            @Override
            public Verdict check(String schema, String event) {
                return Verdict.PENDING;
            }
        };
        assertThat(judged(never, TICK)).isEqualTo(Verdict.PENDING);
    }
}
