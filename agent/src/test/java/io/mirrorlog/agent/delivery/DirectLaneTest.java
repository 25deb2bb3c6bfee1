package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Receipt.Fate;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectLaneTest {

    private static final Outcome NO = new Outcome.Retry("HTTP 503");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final FakeClock clock = new FakeClock();
    private final ManualMeans means = new ManualMeans(clock);
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final ScriptedConnector connector = new ScriptedConnector();
    private final List<CompletableFuture<DirectResult>> meanwhile = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    DirectLaneTest() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    @AfterEach
    void leavesNoAlarmBehind() {
        means.pass(Duration.ofSeconds(1)); // one may still look whether an interruption was heeded
        assertThat(means.alarms()).isZero();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void tellsWhatTheDestinationHas() {
        DirectResult result = written(lane(connector), "1", "2");
        assertThat(result).isEqualTo(new DirectResult(new DirectSettlement("a", Set.of(0, 1), Map.of()), null));
        assertThat(result.lack()).isNull();
        assertThat(connector.offered()).containsExactly(List.of("1", "2"));
        assertThat(connector.resumed()).containsExactly((String) null);
    }

    @Test
    void givesNoEventASequenceThatItDoesNotHaveYet() {
        List<Long> names = new ArrayList<>();
        List<Long> shown = new ArrayList<>();
        Connector naming = entries -> {
            entries.forEach(entry -> names.add(entry.sequence()));
            return Outcome.DELIVERED;
        };
        var rendering = new Rendering(null, (text, event, identifier, sequence) -> shown.add(sequence));
        written(lane(naming, rendering, 100, false), "1", "2");
        assertThat(names).containsExactly(-2L, -1L);
        assertThat(shown).containsExactly(0L, 0L);
    }

    @Test
    void putsWhatComesMeanwhileIntoOneDelivery() {
        DirectLane lane = lane(connector);
        connector.answers(entries -> {
            meanwhile.add(offer(lane, "2"));
            meanwhile.add(offer(lane, "3", "4"));
            return Outcome.DELIVERED;
        });
        written(lane, "1");
        assertThat(connector.offered()).containsExactly(List.of("1"), List.of("2", "3", "4"));
    }

    @Test
    void keepsToWhatTheDestinationTakesAtOnce() {
        DirectResult result = written(lane(connector), "1", "2", "3", "4");
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("4"));
        assertThat(result.settlement().delivered()).hasSize(4);
        String large = "x".repeat(600);
        written(lane(connector), large, large);
        assertThat(connector.offered()).hasSize(4);
    }

    @Test
    void writesNoDuplicate() {
        DirectLane lane = lane(connector);
        Incoming incoming = incoming("1", "2", "3");
        CompletableFuture<DirectResult> result =
                lane.offer(incoming, List.of(Fate.STORED, Fate.DUPLICATE, Fate.ID_REUSED));
        means.run();
        assertThat(connector.offered()).containsExactly(List.of("1", "3"));
        assertThat(result.join().settlement().delivered()).containsExactlyInAnyOrder(0, 2);
    }

    @Test
    void tellsWhatIsRefusedAndWhatIsNotTakenNow() {
        connector.answers(new Outcome.Mixed(Map.of(-2L, "too old"), Set.of(-1L)));
        DirectResult result = written(lane(connector), "1", "2", "3");
        assertThat(result.settlement()).isEqualTo(new DirectSettlement("a", Set.of(0), Map.of(1, "too old")));
        assertThat(result.failure()).isNotNull();
    }

    @Test
    void lacksWhatIsRefusedThoughNothingElseFailed() {
        connector.answers(new Outcome.Mixed(Map.of(-1L, "too old"), Set.of()));
        DirectResult result = written(lane(connector), "1");
        assertThat(result.failure()).isNull();
        assertThat(result.lack()).isEqualTo("too old");
    }

    @Test
    void halvesWhatIsTooLargeAndRefusesOneThatIsTooLargeAlone() {
        connector.answers(new Outcome.TooLarge("413"), new Outcome.TooLarge("413"));
        DirectResult result = written(lane(connector), "1", "2", "3");
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("1"), List.of("2", "3"));
        assertThat(result.settlement()).isEqualTo(new DirectSettlement("a", Set.of(1, 2), Map.of(0, "413")));
        connector.answers(new Outcome.TooLarge("413"));
        written(lane(connector, plain(), 4, false), "1", "2", "3", "4");
        assertThat(connector.offered()).endsWith(List.of("1", "2", "3", "4"), List.of("1", "2"), List.of("3", "4"));
    }

    @Test
    void offersTheRestAgainWhenOnlyTheFirstArrived() {
        connector.answers(new Outcome.Delivered(1, null));
        DirectResult result = written(lane(connector), "1", "2");
        assertThat(connector.offered()).containsExactly(List.of("1", "2"), List.of("2"));
        assertThat(result.settlement().delivered()).hasSize(2);
    }

    @Test
    void goesNoFurtherAfterAFailureAndKeepsWhatIsThere() {
        connector.answers(Outcome.DELIVERED, NO);
        DirectResult result = written(lane(connector), "1", "2", "3", "4", "5", "6", "7");
        assertThat(connector.offered()).hasSize(2);
        assertThat(result)
                .isEqualTo(new DirectResult(new DirectSettlement("a", Set.of(0, 1, 2), Map.of()), "HTTP 503"));
    }

    @Test
    void triesNothingWhileItsDestinationIsDownAndOneWriteAfterAWhile() {
        DirectLane lane = lane(connector);
        connector.answers(NO, NO, NO);
        for (int i = 0; i < 5; i++) {
            assertThat(written(lane, "1").failure()).isEqualTo("HTTP 503");
        }
        assertThat(connector.offered()).hasSize(3);
        assertThat(means.heard()).containsExactly("stopped RETRYING: HTTP 503");
        assertThat(lane.refusesFor()).isEqualTo(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(written(lane, "2").failure()).isNull();
        assertThat(means.heard()).containsExactly("stopped RETRYING: HTTP 503", "goes on");
    }

    @Test
    void triesNothingWhileTheLaneFails() throws Exception {
        DirectLane lane = lane(connector);
        var lanes = new ScriptedConnector().answers(NO);
        Connector heeding = lane.heeding(lanes);
        assertThat(heeding.deliver(List.of())).isEqualTo(NO);
        assertThat(written(lane, "1").failure()).isEqualTo("HTTP 503");
        assertThat(connector.offered()).isEmpty();
        assertThat(heeding.deliver(List.of())).isEqualTo(Outcome.DELIVERED);
        assertThat(written(lane, "1").failure()).isNull();
    }

    @Test
    void letsTheLaneHeedWhatTheDestinationAsksFor() throws Exception {
        DirectLane lane = lane(connector);
        var lanes = new ScriptedConnector();
        connector.answers(new Outcome.Retry("HTTP 429", Duration.ofMinutes(1)));
        written(lane, "1");
        clock.advance(Duration.ofSeconds(20));
        assertThat(lane.heeding(lanes).deliver(List.of()))
                .isEqualTo(new Outcome.Retry("HTTP 429", Duration.ofSeconds(40)));
        assertThat(lanes.offered()).isEmpty();
        clock.advance(Duration.ofSeconds(40));
        assertThat(lane.heeding(lanes).deliver(List.of())).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void stopsAtOnceWhereTheConnectionIsToBlame() {
        DirectLane lane = lane(connector);
        connector.answers(new Outcome.Blocked("HTTP 401"));
        written(lane, "1");
        written(lane, "2");
        assertThat(connector.offered()).hasSize(1);
        assertThat(means.heard()).containsExactly("stopped BLOCKED: HTTP 401");
    }

    @Test
    void takesAConnectorThatBreaksForAFailureAndShowsNothingOfTheEvents() {
        DirectLane lane = lane(connector);
        connector.answers(entries -> {
            throw new IllegalStateException(entries.get(0).text());
        });
        assertThat(written(lane, "secret").failure())
                .contains("IllegalStateException")
                .doesNotContain("secret");
        clock.advance(Duration.ofSeconds(1));
        connector.answers(entries -> {
            throw new NoClassDefFoundError("x");
        });
        assertThat(written(lane, "2").failure()).contains("NoClassDefFoundError");
        clock.advance(Duration.ofMinutes(1));
        assertThat(written(lane, "3").failure()).isNull();
    }

    @Test
    void tellsInTimeWhenADeliveryHeedsItsInterruption() {
        List<String> heeded = new ArrayList<>();
        DirectLane lane = lane(entries -> {
            means.pass(TIMEOUT);
            if (Thread.interrupted()) {
                heeded.add("interrupted");
                throw new InterruptedException();
            }
            return Outcome.DELIVERED;
        });
        CompletableFuture<DirectResult> result = offer(lane, "1");
        means.run();
        assertThat(result.join())
                .isEqualTo(new DirectResult(new DirectSettlement("a", Set.of(), Map.of()), "no answer within 2000 ms"));
        assertThat(heeded).hasSize(1);
        assertThat(lane.refusal()).isNull();
    }

    @Test
    void tellsOneThatHasWaitedForAnEarlierDeliveryInItsOwnTime() {
        List<CompletableFuture<DirectResult>> results = new ArrayList<>();
        DirectLane lane = lane(connector);
        connector.answers(entries -> {
            means.pass(Duration.ofMillis(1_500));
            results.add(offer(lane, "2"));
            means.pass(Duration.ofMillis(400));
            return Outcome.DELIVERED;
        });
        connector.answers(entries -> {
            means.pass(Duration.ofMillis(1_700));
            assertThat(results.get(0).join().failure()).isEqualTo("no answer within 2000 ms");
            return Outcome.DELIVERED;
        });
        assertThat(written(lane, "1").failure()).isNull();
        assertThat(connector.offered()).hasSize(2);
    }

    @Test
    void stopsWhereEveryDeliveryComesTooLateForSomebody() {
        DirectLane lane = lane(connector);
        for (int i = 0; i < 3; i++) {
            connector.answers(entries -> {
                meanwhile.add(offer(lane, "late"));
                means.pass(Duration.ofMillis(1_900));
                return Outcome.DELIVERED;
            });
        }
        connector.answers(entries -> {
            means.pass(Duration.ofMillis(1_900));
            return Outcome.DELIVERED;
        });
        written(lane, "1");
        assertThat(connector.offered()).hasSize(4);
        assertThat(means.heard()).containsExactly("stopped RETRYING: no answer within 2000 ms");
    }

    @Test
    void holdsNothingButOneThreadWhenADeliveryHangs() {
        List<DirectResult> told = new ArrayList<>();
        DirectLane lane = lane(connector);
        connector.answers(entries -> {
            means.pass(Duration.ofSeconds(1));
            CompletableFuture<DirectResult> behind = offer(lane, "behind it");
            means.pass(Duration.ofSeconds(1));
            told.add(behind.join());
            for (int i = 0; i < 100; i++) {
                told.add(offer(lane, "next").join());
            }
            means.pass(Duration.ofSeconds(1));
            assertThat(means.heard()).containsExactly("stopped FAILED: a delivery does not end");
            assertThat(means.started()).isZero();
            return Outcome.DELIVERED;
        });
        DirectResult first = written(lane, "hangs");

        assertThat(first.failure()).isEqualTo("no answer within 2000 ms");
        assertThat(first.settlement().delivered()).isEmpty();
        assertThat(told).hasSize(101).allMatch(result -> result.failure() != null);
        assertThat(told.get(100).failure()).isEqualTo("a delivery has not ended, no answer within 2000 ms");
        assertThat(connector.offered()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(written(lane, "again").failure()).isNull();
    }

    @Test
    void letsGoOfARequestThatIsOver() {
        var share = new DirectShare("a", incoming("1"), List.of(Fate.STORED));
        assertThat(share.event(0)).isNotNull();
        share.fail("no");
        assertThat(share.event(0)).isNull();
        share.delivered(0);
        assertThat(share.result().join().settlement().delivered()).isEmpty();
    }

    @Test
    void takesNoMoreThanHasAChance() {
        DirectLane lane = lane(connector);
        for (int i = 0; i < 4; i++) {
            meanwhile.add(offer(lane, "1", "2", "3"));
        }
        assertThat(offer(lane, "13").join().failure()).isEqualTo("more is on its way than it takes in time");
        means.run();
        assertThat(connector.offered()).hasSize(4);
    }

    @Test
    void writesNothingToAPausedConnection() {
        queue.pause("a", "the disk is moved");
        assertThat(written(lane(connector), "1").failure()).isEqualTo("it is paused");
        assertThat(connector.offered()).isEmpty();
    }

    @Test
    void tellsTheQueueOfItsTroubleOnlyWhereNoLaneWould() {
        connector.answers(NO, NO, NO);
        DirectLane queueing = lane(connector);
        for (int i = 0; i < 3; i++) {
            written(queueing, "1");
        }
        assertThat(queue.standing("a").trouble()).isNull();
        connector.answers(NO, NO, NO);
        DirectLane rejecting = lane(connector, plain(), 3, true);
        for (int i = 0; i < 3; i++) {
            written(rejecting, "1");
        }
        assertThat(queue.standing("a").trouble())
                .isEqualTo(new Standing.Trouble(3, clock.instant(), "HTTP 503", Standing.Kind.RETRYING));
    }

    @Test
    void leavesToTheQueueWhatIsOverItsRate() {
        var bucket = new TokenBucket(new Pace(Rate.parse("1/s"), 2), clock);
        DirectLane lane = lane(connector, plain(), 3, false, bucket);
        assertThat(written(lane, "1").failure()).isNull();
        bucket.take(); // the connection's own lane
        assertThat(written(lane, "2").failure()).isEqualTo("its rate is 1/s");
        assertThat(lane.refusesFor()).isEqualTo(Duration.ofSeconds(1));
        assertThat(means.started()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(written(lane, "3").failure()).isNull();
        assertThat(connector.offered()).containsExactly(List.of("1"), List.of("3"));
        assertThat(means.heard()).isEmpty();
    }

    @Test
    void waitsForNoTokenThatAnotherCallHasTakenMeanwhile() {
        var bucket = new TokenBucket(new Pace(Rate.parse("1/s"), 1), clock);
        DirectLane lane = lane(connector, plain(), 3, false, bucket);
        CompletableFuture<DirectResult> result = offer(lane, "1");
        bucket.take();
        means.run();
        assertThat(result.join().failure()).isEqualTo("its rate is 1/s");
        assertThat(connector.offered()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(written(lane, "2").failure()).isNull();
    }

    @Test
    void probesABrokenDestinationAtTheNextTokenWhenTheRateHasKeptOneProbeBack() {
        var bucket = new TokenBucket(new Pace(Rate.parse("1/m"), 3), clock);
        DirectLane lane = lane(connector, plain(), 3, false, bucket);
        connector.answers(NO, NO, NO);
        written(lane, "1");
        written(lane, "2");
        written(lane, "3"); // the breaker is open now
        clock.advance(Duration.ofSeconds(60));
        CompletableFuture<DirectResult> probe = offer(lane, "4");
        bucket.take();
        means.run();
        assertThat(probe.join().failure()).isEqualTo("its rate is 1/m");
        clock.advance(Duration.ofSeconds(60));
        assertThat(written(lane, "5").failure()).isNull();
        assertThat(means.heard()).containsExactly("stopped RETRYING: HTTP 503", "goes on");
    }

    @Test
    void closesItsConnectorWhenTheLastDeliveryHasEnded() {
        DirectLane lane = lane(connector);
        connector.answers(entries -> {
            lane.close();
            closed.add("delivered");
            return Outcome.DELIVERED;
        });
        assertThat(written(lane, "1").failure()).isNull();
        assertThat(closed).containsExactly("delivered", "closed");
        assertThat(written(lane, "2").failure()).isEqualTo("its configuration changes");
        lane.close();
        assertThat(closed).hasSize(2);
        lane(connector).close();
        assertThat(closed).containsExactly("delivered", "closed", "closed");
    }

    private DirectLane lane(Connector to) {
        return lane(to, plain(), 3, false);
    }

    private static Rendering plain() {
        return new Rendering(null, (text, event, identifier, sequence) -> text.append(event.message()));
    }

    private DirectLane lane(Connector to, Rendering rendering, int events, boolean rejects) {
        return lane(to, rendering, events, rejects, TokenBucket.ALWAYS_FULL);
    }

    private DirectLane lane(Connector to, Rendering rendering, int events, boolean rejects, TokenBucket bucket) {
        var conduct = new DirectLane.Conduct(
                rendering,
                new Limits(events, 1_000, Duration.ofSeconds(5)),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                TIMEOUT,
                rejects,
                bucket);
        return new DirectLane("a", queue, to, () -> closed.add("closed"), conduct, means.means());
    }

    private Incoming incoming(String... messages) {
        Incoming incoming = queue.incoming(0);
        for (String message : messages) {
            incoming.add(new Arrival(QueueSamples.event("shop", message), null));
        }
        return incoming;
    }

    private CompletableFuture<DirectResult> offer(DirectLane lane, String... messages) {
        return lane.offer(incoming(messages), Collections.nCopies(messages.length, Fate.STORED));
    }

    private DirectResult written(DirectLane lane, String... messages) {
        CompletableFuture<DirectResult> result = offer(lane, messages);
        means.run();
        return result.join();
    }
}
