package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of events that are missing, of the connection {@code a} that was away while {@code b} got them. */
class GapWatchTest {

    private static final Map<String, Start> B = Map.of("b", new Start.Now());
    private static final Map<String, Start> BOTH = Map.of("a", new Start.Now(), "b", new Start.Now());

    private final FakeClock clock = new FakeClock();
    private final ScriptedConnector connector = new ScriptedConnector();
    private final RecordingWitness witness = new RecordingWitness();
    private final MemoryQueue queue = new MemoryQueue(clock);

    /** How often the queue was asked what is missing. */
    private int asked;

    /** Of ten events {@code a} has got the first; {@code b} settles the others, but for those, and what is settled is purged. */
    private void awayUntilAllIsPurgedBut(Long... waiting) {
        queue.configure(BOTH);
        append(1);
        queue.settle(Settlement.delivered("a", unsettled("a"), null));
        queue.configure(B);
        append(9);
        queue.settle(new Settlement("b", unsettled("b"), Map.of(), Set.of(waiting), clock.instant(), null));
        queue.purge(Instant.MAX);
        queue.configure(BOTH);
    }

    private void append(int events) {
        int last = (int) queue.status().last();
        queue.append(QueueSamples.arrivals(last + 1, last + events)).join();
    }

    private Batch unsettled(String connection) {
        return queue.unsettled(connection, 100, 1_000_000, clock.instant());
    }

    private Lane lane(int calls, int events) {
        return lane(Collections.nCopies(calls, connector), events, Runnable::run);
    }

    private Lane lane(List<Connector> connectors, int events, Executor threads) {
        var counting = (EventQueue) Proxy.newProxyInstance(
                EventQueue.class.getClassLoader(), new Class<?>[] {EventQueue.class}, (proxy, method, arguments) -> {
                    asked += method.getName().equals("gap") ? 1 : 0;
                    return method.invoke(queue, arguments);
                });
        var conduct = new Lane.Conduct(
                new Rendering(
                        null,
                        event -> event.message().equals("message 3"),
                        (text, event, identifier, sequence) -> text.append(sequence)),
                new Limits(events, 1_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                witness);
        return new Lane("a", counting, connectors, threads, conduct, clock, () -> 1);
    }

    private static void drain(Lane lane) throws InterruptedException {
        int steps = 0;
        while (!(lane.deliverNext() instanceof Rest.UntilWoken)) {
            assertThat(++steps).isLessThan(50);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tellsWhatIsMissingBeforeABatch(int calls) throws Exception {
        awayUntilAllIsPurgedBut();
        append(2);
        drain(lane(calls, 5));
        assertThat(witness.heard()).containsExactly("gap of 9 from 2 to 10");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tellsOfASingleEvent(int calls) throws Exception {
        awayUntilAllIsPurgedBut(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        drain(lane(calls, 5));
        assertThat(witness.heard()).containsExactly("gap of 1 from 2 to 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tellsWhatIsMissingAmongTheEventsOfABatch(int calls) throws Exception {
        awayUntilAllIsPurgedBut(2L, 3L, 6L);
        append(2);
        drain(lane(calls, 5));
        assertThat(witness.heard()).containsExactly("gap of 6 from 2 to 10");
        assertThat(connector.offered()).containsExactly(List.of("2", "6", "11", "12"));
    }

    @Test
    void tellsWhatIsMissingBetweenTwoBatchesOnce() throws Exception {
        awayUntilAllIsPurgedBut(2L, 3L, 6L, 7L);
        append(4);
        drain(lane(1, 2));
        assertThat(witness.heard()).containsExactly("gap of 5 from 4 to 10");
    }

    @Test
    @Timeout(60)
    void tellsWhatIsMissingBetweenTwoCallsAtOnce() throws Exception {
        awayUntilAllIsPurgedBut(2L, 3L, 6L, 7L);
        append(4);
        var both = new CyclicBarrier(2);
        Connector together = entries -> {
            try {
                both.await();
            } catch (BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
            return Outcome.DELIVERED;
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            drain(lane(List.of(together, together), 2, threads));
        } finally {
            threads.shutdownNow();
        }
        assertThat(witness.heard()).containsExactly("gap of 5 from 2 to 10");
    }

    /** With several calls at once, what is put aside may lie ahead of what is still to come. */
    @Test
    void looksOnlyAtWhatComesInOrder() {
        awayUntilAllIsPurgedBut(8L);
        var gaps = new GapWatch("a", queue, witness);
        gaps.resume(1);
        Batch eighth = unsettled("a");
        gaps.look(new Batch(Batch.Source.AGAIN, eighth.events(), false));
        assertThat(witness.heard()).isEmpty();
        gaps.look(eighth);
        assertThat(witness.heard()).containsExactly("gap of 8 from 2 to 10");
    }

    @Test
    void tellsItOnceHoweverOftenTheDestinationFails() throws Exception {
        awayUntilAllIsPurgedBut(4L);
        append(2);
        connector
                .answers(new Outcome.Retry("no answer"))
                .answers(entries -> {
                    throw new IllegalStateException("a bug");
                })
                .answers(new Outcome.Mixed(Map.of(), Set.of(4L)), new Outcome.Retry("no answer"));
        Lane lane = lane(1, 2);
        drain(lane);
        clock.advance(Duration.ofSeconds(1));
        drain(lane);
        assertThat(connector.offered()).hasSizeGreaterThan(4);
        assertThat(witness.heard().stream().filter(told -> told.startsWith("gap")))
                .containsExactly("gap of 8 from 2 to 10");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void asksTheQueueOnlyWhereSequencesAreMissing(int calls) throws Exception {
        queue.configure(BOTH);
        append(20);
        Lane lane = lane(calls, 2);
        connector.answers(new Outcome.Mixed(Map.of(), Set.of(1L)));
        drain(lane);
        clock.advance(Duration.ofSeconds(1));
        append(20);
        drain(lane);
        drain(lane(calls, 3));
        append(1);
        drain(lane(calls, 3));
        assertThat(queue.standing("a").delivered()).isEqualTo(40);
        assertThat(asked).isZero();
    }
}
