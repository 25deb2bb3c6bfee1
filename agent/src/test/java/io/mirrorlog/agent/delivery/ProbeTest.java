package io.mirrorlog.agent.delivery;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a lane does with an event that tries its connection. */
class ProbeTest {

    private static final String TRIED = "Test event of Mirrorlog for the connection a {\"test\":true}";

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
                            (text, event, identifier, sequence) ->
                                    text.append(event.message()).append(' ').append(event.marks())),
                    new Limits(3, 1_000, Duration.ZERO),
                    new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                    witness),
            clock,
            () -> 1);

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Earliest()));
    }

    private CompletableFuture<Outcome> probe() {
        return lane.probe(TestEvent.of("a", "web-1", clock.instant()));
    }

    @Test
    void goesPastTheQueue() throws Exception {
        queue.append(arrivals(1, 1)).join();
        CompletableFuture<Outcome> said = probe();
        lane.deliverNext();
        assertThat(said).isCompletedWithValue(Outcome.DELIVERED);
        assertThat(connector.offered()).containsExactly(List.of(TRIED), List.of("message 1 " + Event.NONE));
        assertThat(queue.standing("a").delivered()).isEqualTo(1);
        assertThat(queue.standing("a").position()).isEqualTo(1);
    }

    @Test
    void isOfferedWhileAnAdminLetsTheConnectionWait() throws Exception {
        queue.append(arrivals(1, 1)).join();
        queue.pause("a", "the disk is moved");
        CompletableFuture<Outcome> said = probe();
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilRoused());
        assertThat(said).isCompleted();
        assertThat(connector.offered()).containsExactly(List.of(TRIED));
    }

    @Test
    void storesTheBookmarksThatTheDestinationNeeds() throws Exception {
        connector.answers(new Outcome.Delivered(0, "begin"), new Outcome.Delivered("behind"));
        CompletableFuture<Outcome> said = probe();
        lane.deliverNext();
        assertThat(connector.offered()).containsExactly(List.of(TRIED), List.of(TRIED));
        assertThat(said).isCompletedWithValue(new Outcome.Delivered("behind"));
        assertThat(queue.standing("a").bookmark()).isEqualTo("behind");
        assertThat(queue.standing("a").delivered()).isZero();
    }

    @Test
    void countsAsNoFailure() throws Exception {
        connector.answers(new Outcome.Blocked("HTTP 401"));
        CompletableFuture<Outcome> said = probe();
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilWoken(null));
        assertThat(said).isCompletedWithValue(new Outcome.Blocked("HTTP 401"));
        assertThat(queue.standing("a").trouble()).isNull();
        assertThat(witness.heard()).isEmpty();
    }

    @Test
    void tellsThatTheConnectorBroke() throws Exception {
        connector.answers(entries -> {
            throw new IllegalStateException("a bug");
        });
        CompletableFuture<Outcome> said = probe();
        lane.deliverNext();
        assertThat(said)
                .isCompletedWithValue(new Outcome.Blocked("the connector broke: java.lang.IllegalStateException"));
    }

    @Test
    void isNotOfferedWhenNobodyWaitsForItAnyMore() throws Exception {
        CompletableFuture<Outcome> said = probe();
        said.cancel(true);
        lane.deliverNext();
        assertThat(connector.offered()).isEmpty();
    }
}
