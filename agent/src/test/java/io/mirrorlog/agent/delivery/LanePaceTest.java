package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lane whose destination may be called once in two seconds. */
class LanePaceTest {

    private static final Rest TWO_SECONDS = new Rest.Waiting(Duration.ofSeconds(2));

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
                            event -> event.message().startsWith("-"),
                            (text, event, identifier, sequence) -> text.append(event.message())),
                    new Limits(3, 1_000, Duration.ZERO),
                    new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                    witness,
                    Timings.NONE,
                    new TokenBucket(new Pace(Rate.parse("30/m"), 1), clock)),
            clock,
            () -> 1);

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    private void append(String... messages) {
        queue.append(Stream.of(messages)
                        .map(message -> new Arrival(QueueSamples.event("shop", message), null))
                        .toList())
                .join();
    }

    private void twoSecondsLater() {
        clock.advance(Duration.ofSeconds(2));
    }

    @Test
    void restsUntilItMayCallAgainAndIsNotInTrouble() throws Exception {
        append("1", "2", "3", "4");
        assertThat(lane.deliverNext()).isEqualTo(Rest.NONE);
        assertThat(lane.deliverNext()).isEqualTo(TWO_SECONDS);
        assertThat(lane.deliverNext()).isEqualTo(TWO_SECONDS);
        assertThat(queue.standing("a").trouble()).isNull();
        assertThat(witness.heard()).isEmpty();
        twoSecondsLater();
        assertThat(lane.deliverNext()).isEqualTo(Rest.NONE);
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("4"));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilWoken(null));
    }

    @Test
    void takesWhatHasComeMeanwhileAlong() throws Exception {
        append("1");
        lane.deliverNext();
        append("2");
        assertThat(lane.deliverNext()).isEqualTo(TWO_SECONDS);
        append("3");
        twoSecondsLater();
        lane.deliverNext();
        assertThat(connector.offered()).containsExactly(List.of("1"), List.of("2", "3"));
    }

    @Test
    void passesOverWhatIsNotForItWithoutACall() throws Exception {
        append("1");
        lane.deliverNext();
        append("-2", "-3");
        assertThat(lane.deliverNext()).isEqualTo(Rest.NONE);
        assertThat(queue.standing("a").position()).isEqualTo(3);
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilWoken(null));
    }

    @Test
    void countsRetriesWhichSayWhenTheyComeNext() throws Exception {
        append("1");
        connector.answers(new Outcome.Retry("HTTP 503"));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(1)));
        clock.advance(Duration.ofSeconds(1));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(1)));
        assertThat(connector.offered()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(lane.deliverNext()).isEqualTo(Rest.NONE);
        assertThat(queue.standing("a").retried()).isEqualTo(1);
    }

    @Test
    void offersAgainWhatWasPutAside() throws Exception {
        append("1", "2");
        connector.answers(new Outcome.Mixed(Map.of(), Set.of(1L)));
        lane.deliverNext();
        clock.advance(Duration.ofSeconds(1));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.Waiting(Duration.ofSeconds(1)));
        clock.advance(Duration.ofSeconds(1));
        lane.deliverNext();
        assertThat(connector.offered()).containsExactly(List.of("1", "2"), List.of("1"));
        assertThat(queue.standing("a").delivered()).isEqualTo(2);
    }

    @Test
    void letsAProbeWaitForItsTurnBeforeAllElse() throws Exception {
        append("1");
        lane.deliverNext();
        append("2");
        CompletableFuture<Outcome> said = lane.probe(QueueSamples.event("web-1", "hello"));
        assertThat(lane.deliverNext()).isEqualTo(TWO_SECONDS);
        assertThat(said).isNotDone();
        twoSecondsLater();
        assertThat(lane.deliverNext()).isEqualTo(TWO_SECONDS);
        assertThat(said).isCompletedWithValue(Outcome.DELIVERED);
        twoSecondsLater();
        lane.deliverNext();
        assertThat(connector.offered()).containsExactly(List.of("1"), List.of("hello"), List.of("2"));
    }

    @Test
    void keepsNoProbeThatNobodyWaitsFor() throws Exception {
        append("1");
        lane.deliverNext();
        CompletableFuture<Outcome> said = lane.probe(QueueSamples.event("web-1", "hello"));
        lane.deliverNext();
        said.cancel(true);
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilWoken(null));
        twoSecondsLater();
        lane.deliverNext();
        assertThat(connector.offered()).hasSize(1);
    }

    @Test
    void heedsAPauseWhileItWaits() throws Exception {
        append("1", "2", "3", "4", "5", "6");
        lane.deliverNext();
        assertThat(lane.deliverNext()).isEqualTo(TWO_SECONDS);
        queue.pause("a", "the disk is moved");
        twoSecondsLater();
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilRoused());
        queue.resume("a");
        assertThat(lane.deliverNext()).isEqualTo(Rest.NONE);
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("4", "5", "6"));
    }
}
