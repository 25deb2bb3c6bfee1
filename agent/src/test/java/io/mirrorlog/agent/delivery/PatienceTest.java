package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a lane's trouble begins and ends. */
class PatienceTest {

    private static final Outcome NO_ANSWER = new Outcome.Retry("no answer");

    private final FakeClock clock = new FakeClock();
    private final ScriptedConnector connector = new ScriptedConnector();
    private final RecordingWitness witness = new RecordingWitness();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final Lane lane = new Lane(
            "a",
            queue,
            connector,
            new Lane.Conduct(
                    new Rendering(
                            null,
                            event -> event.message().equals("-"),
                            (text, event, identifier, sequence) -> text.append(event.message())),
                    new Limits(3, 1_000, Duration.ZERO),
                    new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                    witness),
            clock,
            () -> 1);

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    private void append(String message) {
        queue.append(List.of(new Arrival(QueueSamples.event("shop", message), null)))
                .join();
    }

    @Test
    void tellsThatATroubleHasBecomeAnother() throws Exception {
        append("1");
        connector.answers(NO_ANSWER, new Outcome.Blocked("HTTP 401"), new Outcome.Blocked("HTTP 403"), NO_ANSWER);
        for (int i = 0; i < 4; i++) {
            lane.deliverNext();
        }
        assertThat(witness.heard())
                .containsExactly("began RETRYING: no answer", "began BLOCKED: HTTP 401", "began RETRYING: no answer");
    }

    /** The queue sees it so, too, and both must agree on how many failures there were. */
    @Test
    void staysInTroubleWhileNothingButABookmarkIsTaken() throws Exception {
        append("-");
        append("1");
        connector.answers(NO_ANSWER, new Outcome.Delivered(0, "begin"), NO_ANSWER);
        lane.deliverNext();
        lane.deliverNext();
        assertThat(queue.standing("a").trouble()).isNotNull();
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(2)));
        lane.deliverNext();
        assertThat(queue.standing("a").trouble()).isNull();
        assertThat(witness.heard()).containsExactly("began RETRYING: no answer", "ended after 2");
    }
}
