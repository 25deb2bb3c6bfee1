package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a lane offers what it has, and what it keeps ready meanwhile. */
class SupplyTest {

    private static final Duration LINGER = Duration.ofMillis(200);

    private final FakeClock clock = new FakeClock();
    private final ScriptedConnector connector = new ScriptedConnector();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final List<Long> rendered = new ArrayList<>();

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    private Lane lane(TokenBucket bucket) {
        var rendering = new Rendering(null, (text, event, identifier, sequence) -> {
            rendered.add(sequence);
            text.append(sequence);
        });
        var conduct = new Lane.Conduct(
                rendering,
                new Limits(2, 1_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                new RecordingWitness(),
                Timings.NONE,
                bucket);
        return new Lane("a", queue, connector, conduct, clock, () -> 1);
    }

    @Test
    void offersNothingThatWasGivenUpWhileItWaited() throws Exception {
        queue.append(QueueSamples.arrivals(1, 7)).join();
        Lane lane = lane(TokenBucket.ALWAYS_FULL);
        lane.deliverNext();
        assertThat(rendered).as("what is ready").endsWith(3L, 4L);
        queue.pause("a", "the disk is moved");
        lane.deliverNext();
        clock.advance(Duration.ofHours(1));
        queue.giveUp("a", clock.instant(), "it has waited for too long");
        queue.resume("a");
        queue.append(QueueSamples.arrivals(8, 8)).join();
        lane.deliverNext();
        assertThat(connector.offered()).containsExactly(List.of("1", "2"), List.of("8"));
    }

    @Test
    void rendersAFullBatchThatMayNotBeOfferedYetButOnce() throws Exception {
        queue.append(QueueSamples.arrivals(1, 7)).join();
        Lane lane = lane(new TokenBucket(new Pace(Rate.parse("30/m"), 1), clock));
        for (int i = 0; i < 3; i++) {
            lane.deliverNext();
        }
        clock.advance(Duration.ofSeconds(2));
        lane.deliverNext();
        assertThat(connector.offered()).containsExactly(List.of("1", "2"), List.of("3", "4"));
        assertThat(rendered).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void letsABatchWaitForCompanyUntilItsOldestEventHasLingered() {
        QueuedEvent event = new QueuedEvent(1, clock.instant(), 100, QueueSamples.event(1));
        var few = new Batch(Batch.Source.LIVE, List.of(event), false);
        assertThat(left(few)).isEqualTo(LINGER);
        clock.advance(Duration.ofMillis(199));
        assertThat(left(few)).isEqualTo(Duration.ofMillis(1));
        assertThat(left(new Batch(Batch.Source.LIVE, List.of(event), true))).isZero();
        assertThat(left(new Batch(Batch.Source.AGAIN, List.of(event), false))).isZero();
        clock.advance(Duration.ofMillis(2));
        assertThat(left(few)).isZero();
        clock.advance(Duration.ofDays(-1));
        assertThat(left(few)).as("after the clock was set back").isEqualTo(LINGER);
    }

    private Duration left(Batch batch) {
        return Supply.timeLeftForCompany(batch, new Limits(2, 1_000, LINGER), clock.instant());
    }
}
