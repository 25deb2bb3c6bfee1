package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.delivery.AnsweredCalls.Call;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lane that makes three calls at once, of two events each. */
@Timeout(60)
class ParallelLaneTest {

    private static final Outcome NO = new Outcome.Retry("HTTP 503");

    private final FakeClock clock = new FakeClock();
    private final RecordingWitness witness = new RecordingWitness();
    private final AnsweredCalls destination = new AnsweredCalls();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private MemoryQueue queue = new MemoryQueue(clock);
    private Lane lane = lane(queue, null);

    private Lane lane(EventQueue over, @Nullable Pace pace) {
        var conduct = new Lane.Conduct(
                new Rendering(
                        null,
                        event -> event.message().startsWith("-"),
                        (text, event, identifier, sequence) -> text.append(event.message())),
                new Limits(2, 1_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                witness,
                Timings.NONE,
                new TokenBucket(pace, clock));
        return new Lane("a", over, destination.connectors(3), threads, conduct, clock, () -> 1);
    }

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    @AfterEach
    void letGo() {
        threads.shutdownNow();
    }

    private void append(String... messages) {
        queue.append(Stream.of(messages)
                        .map(message -> new Arrival(QueueSamples.event("shop", message), null))
                        .toList())
                .join();
    }

    private Future<Rest> begin() {
        return threads.submit(() -> lane.deliverNext());
    }

    private static Rest restOf(Future<Rest> delivering) throws Exception {
        return delivering.get(10, TimeUnit.SECONDS);
    }

    private Standing standing() {
        return queue.standing("a");
    }

    @Test
    void makesSeveralCallsAtOnceAndSettlesEachWhenItEnds() throws Exception {
        append("1", "2", "3", "4", "5", "6", "7", "8");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        assertThat(calls)
                .extracting(Call::texts)
                .containsExactly(List.of("1", "2"), List.of("3", "4"), List.of("5", "6"));
        calls.get(2).is(Outcome.DELIVERED);
        Call last = destination.next();
        assertThat(last.texts()).containsExactly("7", "8");
        await().until(() -> standing().delivered() == 2);
        assertThat(standing().position()).isZero();
        calls.get(0).is(Outcome.DELIVERED);
        await().until(() -> standing().position() == 2);
        last.is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 6);
        assertThat(standing().waiting()).isEqualTo(2);
        calls.get(1).is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(Rest.NONE);
        assertThat(standing().position()).isEqualTo(8);
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilWoken(null));
    }

    @Test
    void takesWhatIsNewWhileACallHangs() throws Exception {
        append("1");
        Future<Rest> delivering = begin();
        Call hanging = destination.next();
        append("2");
        lane.nudge();
        destination.next().is(Outcome.DELIVERED);
        append("3");
        lane.nudge();
        destination.next().is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 2);
        hanging.is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(Rest.NONE);
        assertThat(standing().position()).isEqualTo(3);
    }

    @Test
    void letsTheOthersComeToTheirEndWhenOneFailsAndTriesThatAlone() throws Exception {
        append("1", "2", "3", "4", "5", "6");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        calls.get(0).is(NO);
        calls.get(1).is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 2);
        calls.get(2).is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(1)));
        assertThat(destination.isQuiet()).isTrue();
        assertThat(standing().position()).isZero();
        assertThat(standing().trouble())
                .isEqualTo(new Standing.Trouble(1, clock.instant(), "HTTP 503", Standing.Kind.RETRYING));

        Future<Rest> probing = begin();
        Call probe = destination.next();
        assertThat(probe.texts()).containsExactly("1", "2");
        probe.is(Outcome.DELIVERED);
        assertThat(restOf(probing)).isEqualTo(Rest.NONE);
        assertThat(standing().position()).isEqualTo(6);
        assertThat(standing().trouble()).isNull();
        assertThat(witness.heard()).containsExactly("began RETRYING: HTTP 503", "ended after 1");
    }

    @Test
    void asksADestinationThatIsDownWithOneCallAtATime() throws Exception {
        append("1", "2", "3", "4", "5", "6");
        Future<Rest> delivering = begin();
        destination.next(3).forEach(call -> call.is(NO));
        assertThat(restOf(delivering)).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(1)));
        for (long seconds = 2; seconds <= 8; seconds *= 2) {
            Future<Rest> probing = begin();
            destination.next().is(NO);
            assertThat(restOf(probing)).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(seconds)));
            assertThat(destination.isQuiet()).isTrue();
        }
        assertThat(standing().retried()).isEqualTo(4);
        Future<Rest> probing = begin();
        destination.next().is(Outcome.DELIVERED);
        assertThat(restOf(probing)).isEqualTo(Rest.NONE);
        Future<Rest> going = begin();
        destination.next(2).forEach(call -> call.is(Outcome.DELIVERED));
        restOf(going);
        assertThat(standing().position()).isEqualTo(6);
    }

    @Test
    void takesTheGravestOfSeveralFailures() throws Exception {
        append("1", "2", "3", "4", "5", "6");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        calls.get(0).is(new Outcome.Retry("HTTP 429", Duration.ofMinutes(7)));
        calls.get(1).is(new Outcome.Blocked("HTTP 401"));
        calls.get(2).is(NO);
        assertThat(restOf(delivering)).isEqualTo(new Rest.AfterFailure(Duration.ofMinutes(5)));
        assertThat(standing().trouble())
                .isEqualTo(new Standing.Trouble(1, clock.instant(), "HTTP 401", Standing.Kind.BLOCKED));
    }

    @Test
    void waitsAsLongAsAnyOfThemAsksFor() throws Exception {
        append("1", "2", "3", "4", "5", "6");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        calls.get(0).is(NO);
        calls.get(1).is(new Outcome.Retry("HTTP 429", Duration.ofMinutes(7)));
        calls.get(2).is(new Outcome.Retry("HTTP 429", Duration.ofMinutes(3)));
        assertThat(restOf(delivering)).isEqualTo(new Rest.AfterFailure(Duration.ofMinutes(7)));
    }

    @Test
    void tellsThatAConnectorBroke() throws Exception {
        append("1", "2", "3");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(2);
        calls.get(0).answer().completeExceptionally(new IllegalArgumentException("a bug"));
        calls.get(1).is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(new Rest.AfterFailure(Duration.ofMinutes(5)));
        Standing.Trouble trouble = Objects.requireNonNull(standing().trouble());
        assertThat(trouble.kind()).isEqualTo(Standing.Kind.FAILED);
        assertThat(trouble.reason()).contains("IllegalStateException").doesNotContain("a bug");
        assertThat(standing().delivered()).isEqualTo(1);
    }

    @Test
    void setsTheRefusedAsideAndOffersTheOthersAgainWhenTheyAreDue() throws Exception {
        append("1", "2", "3", "4");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(2);
        calls.get(1).is(new Outcome.Mixed(Map.of(3L, "too old"), Set.of(4L)));
        await().until(() -> standing().refused() == 1);
        calls.get(0).is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(Rest.NONE);
        assertThat(standing().position()).isEqualTo(4);
        assertThat(queue.deadLetters("a", 0, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(3L);
        assertThat(witness.heard()).containsExactly("set aside 1: too old");
        clock.advance(Duration.ofSeconds(1));
        Future<Rest> again = begin();
        Call second = destination.next();
        assertThat(second.texts()).containsExactly("4");
        second.is(Outcome.DELIVERED);
        restOf(again);
        assertThat(standing().delivered()).isEqualTo(3);
    }

    @Test
    void makesRoomForWhatHasBecomeDueWhileItWasCalling() throws Exception {
        append("1", "2", "3", "4", "5", "6", "7", "8");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        calls.get(0).is(new Outcome.Mixed(Map.of(), Set.of(1L)));
        Call fourth = destination.next();
        clock.advance(Duration.ofSeconds(1));
        append("9");
        lane.nudge();
        calls.get(1).is(Outcome.DELIVERED);
        calls.get(2).is(Outcome.DELIVERED);
        fourth.is(Outcome.DELIVERED);
        restOf(delivering);
        assertThat(destination.isQuiet()).isTrue();
        Future<Rest> again = begin();
        Call due = destination.next();
        assertThat(due.texts()).containsExactly("1");
        due.is(Outcome.DELIVERED);
        restOf(again);
    }

    @Test
    void halvesWhatIsTooLargeAndRefusesASingleOne() throws Exception {
        append("1", "2", "3", "4");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(2);
        calls.get(0).is(new Outcome.TooLarge("413"));
        calls.get(1).is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(Rest.NONE);
        delivering = begin();
        calls = destination.next(2);
        assertThat(calls).extracting(Call::texts).containsExactly(List.of("1"), List.of("2"));
        calls.get(0).is(new Outcome.TooLarge("413"));
        calls.get(1).is(Outcome.DELIVERED);
        restOf(delivering);
        assertThat(standing().position()).isEqualTo(4);
        assertThat(standing().refused()).isEqualTo(1);
        assertThat(standing().delivered()).isEqualTo(3);
    }

    @Test
    void offersTheRestOfABatchOfWhichTheDestinationHasTheStart() throws Exception {
        append("1", "2", "3", "4", "5", "6", "7", "8");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        calls.get(1).is(new Outcome.Delivered(1, null));
        await().until(() -> standing().delivered() == 1);
        calls.get(0).is(Outcome.DELIVERED);
        calls.get(2).is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(Rest.NONE);
        assertThat(standing().position()).isEqualTo(3);
        delivering = begin();
        calls = destination.next(2);
        assertThat(calls).extracting(Call::texts).containsExactly(List.of("4"), List.of("7", "8"));
        calls.forEach(call -> call.is(Outcome.DELIVERED));
        restOf(delivering);
        assertThat(standing().position()).isEqualTo(8);
    }

    @Test
    void passesOverWhatIsNotForItWithoutACall() throws Exception {
        append("1", "2", "-3", "-4", "5", "-6", "-7", "-8");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(2);
        assertThat(calls).extracting(Call::texts).containsExactly(List.of("1", "2"), List.of("5"));
        calls.get(1).is(Outcome.DELIVERED);
        calls.get(0).is(Outcome.DELIVERED);
        restOf(delivering);
        assertThat(standing().position()).isEqualTo(8);
        assertThat(standing().delivered()).isEqualTo(3);
    }

    @Test
    void beginsNothingWhileAnAdminLetsItWait() throws Exception {
        append("1", "2", "3", "4", "5", "6", "7", "8");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        queue.pause("a", "for a while");
        calls.get(1).is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 2);
        calls.get(0).is(Outcome.DELIVERED);
        calls.get(2).is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(Rest.NONE);
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilRoused());
        assertThat(standing().position()).isEqualTo(6);
        assertThat(destination.isQuiet()).isTrue();
    }

    @Test
    void beginsNothingOnceItIsToWindDown() throws Exception {
        append("1", "2", "3", "4", "5", "6", "7", "8");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        lane.windDown();
        calls.get(2).is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 2);
        assertThat(delivering.isDone()).isFalse();
        calls.get(0).is(Outcome.DELIVERED);
        calls.get(1).is(Outcome.DELIVERED);
        restOf(delivering);
        assertThat(standing().position()).isEqualTo(6);
        assertThat(destination.isQuiet()).isTrue();
    }

    @Test
    void interruptsItsCallsAndSettlesWhatHasArrived() throws Exception {
        append("1", "2", "3", "4", "5", "6", "7", "8");
        Thread[] its = new Thread[1];
        Future<Rest> delivering = threads.submit(() -> {
            its[0] = Thread.currentThread();
            return lane.deliverNext();
        });
        List<Call> calls = destination.next(3);
        calls.get(1).is(Outcome.DELIVERED);
        Call fourth = destination.next();
        assertThat(fourth.texts()).containsExactly("7", "8");
        its[0].interrupt();
        assertThatThrownBy(() -> restOf(delivering))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(standing().trouble()).isNull();
        assertThat(standing().delivered()).isEqualTo(2);
        queue = queue.reopened();
        configure();
        lane = lane(queue, null);
        Future<Rest> next = begin();
        calls = destination.next(3);
        assertThat(calls)
                .extracting(Call::texts)
                .containsExactly(List.of("1", "2"), List.of("5", "6"), List.of("7", "8"));
        calls.forEach(call -> call.is(Outcome.DELIVERED));
        restOf(next);
        assertThat(standing().position()).isEqualTo(8);
    }

    @Test
    void waitsForACallThatHeedsNoInterruption() throws Exception {
        destination.ignoreInterruptions();
        append("1", "2", "3", "4");
        Thread[] its = new Thread[1];
        Future<Rest> delivering = threads.submit(() -> {
            its[0] = Thread.currentThread();
            return lane.deliverNext();
        });
        List<Call> calls = destination.next(2);
        its[0].interrupt();
        calls.get(1).is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 2);
        assertThat(delivering.isDone()).isFalse();
        calls.get(0).is(Outcome.DELIVERED);
        assertThatThrownBy(() -> restOf(delivering))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(standing().position()).isEqualTo(4);
    }

    @Test
    void offersAgainWhatArrivedButCouldNotBeRecorded() throws Exception {
        lane = lane(FailingSettlements.of(queue, 1), null);
        append("1", "2", "3", "4");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(2);
        calls.get(0).is(Outcome.DELIVERED);
        calls.get(1).is(Outcome.DELIVERED);
        assertThat(restOf(delivering)).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(1)));
        assertThat(standing().delivered()).isLessThan(4);
        while (standing().position() < 4) {
            Future<Rest> again = begin();
            destination.next().is(Outcome.DELIVERED);
            restOf(again);
        }
        assertThat(standing().delivered()).isEqualTo(4);
        assertThat(standing().trouble()).isNull();
    }

    @Test
    void letsAProbeWaitForTheCallsThatRun() throws Exception {
        append("1", "2", "3", "4", "5", "6", "7", "8");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(3);
        CompletableFuture<Outcome> said = lane.probe(QueueSamples.event("web-1", "hello"));
        lane.nudge();
        calls.get(2).is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 2);
        calls.get(0).is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 4);
        calls.get(1).is(Outcome.DELIVERED);
        restOf(delivering);
        assertThat(destination.isQuiet()).isTrue();
        Future<Rest> next = begin();
        Call probe = destination.next();
        assertThat(probe.texts()).containsExactly("hello");
        probe.is(Outcome.DELIVERED);
        destination.next().is(Outcome.DELIVERED);
        restOf(next);
        assertThat(said).isCompletedWithValue(Outcome.DELIVERED);
        assertThat(standing().position()).isEqualTo(8);
    }

    @Test
    void keepsToItsRateWithAllItsCalls() throws Exception {
        lane = lane(queue, new Pace(Rate.parse("1/s"), 2));
        append("1", "2", "3", "4", "5", "6");
        Future<Rest> delivering = begin();
        List<Call> calls = destination.next(2);
        lane.nudge();
        calls.get(0).is(Outcome.DELIVERED);
        await().until(() -> standing().delivered() == 2);
        assertThat(destination.isQuiet()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        lane.nudge();
        Call third = destination.next();
        calls.get(1).is(Outcome.DELIVERED);
        third.is(Outcome.DELIVERED);
        restOf(delivering);
        assertThat(standing().position()).isEqualTo(6);
    }

    @Test
    void givesAReplayItsTurnAlthoughNewEventsKeepComing() throws Exception {
        append("1", "2");
        Future<Rest> first = begin();
        destination.next().is(Outcome.DELIVERED);
        restOf(first);
        append("3");
        Future<Rest> delivering = begin();
        Call third = destination.next();
        queue.replay("a", new Replay.Wish(Instant.EPOCH, clock.instant().plusSeconds(1), Map.of()));
        append("4");
        lane.nudge();
        third.is(Outcome.DELIVERED);
        await().until(() -> {
            destination.deliverOneIfAny(); // taken in the moment before the lane could see the replay
            return delivering.isDone();
        });
        assertThat(destination.isQuiet()).isTrue();
        Future<Rest> replaying = begin();
        Call replayed = destination.next();
        assertThat(replayed.texts()).containsExactly("1", "2");
        replayed.is(Outcome.DELIVERED);
        restOf(replaying);
    }
}
