package io.mirrorlog.agent.delivery;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a lane does with events that do not stand in the queue's order. */
class LateLaneTest {

    private static final int BATCH = 2;

    private final FakeClock clock = new FakeClock();
    private final ScriptedConnector connector = new ScriptedConnector();
    private final RecordingWitness witness = new RecordingWitness();
    private MemoryQueue queue = new MemoryQueue(clock);
    private Lane lane = lane();

    private Lane lane() {
        return lane(queue);
    }

    private Lane lane(EventQueue from) {
        return new Lane(
                "a",
                from,
                connector,
                new Lane.Conduct(
                        new Rendering(null, (text, event, identifier, sequence) -> text.append(sequence)),
                        new Limits(BATCH, 1_000, Duration.ZERO),
                        new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                        witness),
                clock,
                () -> 1);
    }

    /** Three events are given up and offered again. */
    @BeforeEach
    void giveUpThree() {
        queue.configure(Map.of("a", new Start.Earliest()));
        append(1, 3);
        clock.advance(Duration.ofHours(1));
        queue.giveUp("a", clock.instant(), "it had waited for too long");
        queue.retryReleased("a", Set.of(1L));
    }

    private void append(int first, int last) {
        queue.append(arrivals(first, last)).join();
    }

    private void drain() throws InterruptedException {
        for (Rest rest = lane.deliverNext(); !(rest instanceof Rest.UntilWoken); rest = lane.deliverNext()) {
            assertThat(connector.offered().size()).isLessThan(50);
        }
    }

    @Test
    void offersThemWhenNothingElseWaits() throws Exception {
        append(4, 7);
        drain();
        assertThat(connector.offered())
                .containsExactly(List.of("4", "5"), List.of("6", "7"), List.of("1", "2"), List.of("3"));
        assertThat(queue.released("a", 0, 10)).isEmpty();
        assertThat(queue.standing("a").delivered()).isEqualTo(7);
    }

    @Test
    void letsLiveEventsWaitForOneBatchAtMost() throws Exception {
        lane.deliverNext();
        append(4, 6);
        drain();
        assertThat(connector.offered())
                .containsExactly(List.of("1", "2"), List.of("4", "5"), List.of("6"), List.of("3"));
    }

    @Test
    void comesToThemAlsoWhenSomethingLiveAlwaysWaits() throws Exception {
        append(4, 4);
        lane.deliverNext();
        append(5, 5);
        lane.deliverNext();
        assertThat(connector.offered()).containsExactly(List.of("4"), List.of("1", "2"));
    }

    @Test
    void offersWhatMayHaveArrivedBeforeAllElseAfterARestart() throws Exception {
        var failing = FailingSettlements.of(queue, 1);
        lane = lane(failing);
        lane.deliverNext();
        append(4, 5);
        queue = queue.reopened();
        queue.configure(Map.of("a", new Start.Earliest()));
        lane = lane();
        drain();
        assertThat(connector.offered())
                .containsExactly(List.of("1", "2"), List.of("1", "2"), List.of("4", "5"), List.of("3"));
        assertThat(connector.resumed()).hasSize(2);
    }

    @Test
    void triesLiveEventsFirstWhenTheyCouldNotBeDelivered() throws Exception {
        connector.answers(new Outcome.Retry("no answer"));
        assertThat(lane.deliverNext()).isInstanceOf(Rest.AfterFailure.class);
        append(4, 4);
        drain();
        assertThat(connector.offered())
                .containsExactly(List.of("1", "2"), List.of("4"), List.of("1", "2"), List.of("3"));
    }

    @Test
    void triesLiveEventsFirstAlsoWhenItHadTakenAllOfThemBefore() throws Exception {
        append(4, 4);
        connector.answers(Outcome.DELIVERED, new Outcome.Retry("no answer"));
        lane.deliverNext();
        assertThat(lane.deliverNext()).isInstanceOf(Rest.AfterFailure.class);
        append(5, 5);
        lane.deliverNext();
        assertThat(connector.offered()).containsExactly(List.of("4"), List.of("1", "2"), List.of("5"));
    }

    @Test
    void halvesThemAndSetsThemAsideLikeOthers() throws Exception {
        connector.answers(new Outcome.TooLarge("413"), new Outcome.TooLarge("413"));
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2"), List.of("1"), List.of("2", "3"));
        assertThat(queue.deadLetters("a", 0, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(1L);
    }

    @Test
    void offersNothingWhileAnAdminLetsItWait() throws Exception {
        queue.pause("a", "the disk is moved");
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilRoused());
        assertThat(connector.offered()).isEmpty();
    }
}
