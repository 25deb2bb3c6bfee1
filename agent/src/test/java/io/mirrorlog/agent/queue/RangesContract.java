package io.mirrorlog.agent.queue;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do with what connections have given up. */
public abstract class RangesContract {

    protected static final long MANY = 1 << 20;
    private static final String REASON = "it had waited for too long";

    protected final FakeClock clock = new FakeClock();
    protected EventQueue queue = new MemoryQueue(clock);

    /** The store of this test, with what an earlier queue left in it. */
    protected abstract EventQueue open();

    @BeforeEach
    void openQueue() {
        queue = open();
        configure();
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    protected final void reopen() {
        queue.close();
        queue = open();
        configure();
    }

    private void configure() {
        queue.configure(Map.of("a", new Start.Earliest()));
        queue.filters(only -> {
            if (only.containsKey("odd")) {
                throw new IllegalArgumentException("odd: makes no sense");
            }
            String message = only.get("message");
            return event -> message == null || event.message().equals(message);
        });
    }

    protected final void append(int first, int last) {
        queue.append(arrivals(first, last)).join();
    }

    protected final @Nullable Released giveUp() {
        return queue.giveUp("a", clock.instant(), REASON);
    }

    /** Events that arrived before all that come later. */
    protected final void old(int first, int last) {
        append(first, last);
        clock.advance(Duration.ofHours(1));
    }

    protected final Batch unsettled() {
        return queue.unsettled("a", 1000, MANY, clock.instant());
    }

    protected final Batch late(int events) {
        return queue.late("a", events, MANY);
    }

    protected final List<Released> released() {
        return queue.released("a", 0, 100);
    }

    protected static List<Long> sequences(Batch batch) {
        return batch.events().stream().map(QueuedEvent::sequence).toList();
    }

    protected static Long[] range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toArray(Long[]::new);
    }

    protected final void deliver(Batch batch) {
        queue.settle(Settlement.delivered("a", batch, null));
    }

    @Test
    void goesOnBehindWhatWasGivenUp() {
        old(1, 3);
        append(4, 5);

        Released given = giveUp();

        assertThat(given).isNotNull();
        assertThat(released()).singleElement().satisfies(range -> {
            assertThat(range.first()).isEqualTo(1);
            assertThat(range.last()).isEqualTo(3);
            assertThat(range.events()).isEqualTo(3);
            assertThat(range.left()).isEqualTo(3);
            assertThat(range.reason()).isEqualTo(REASON);
            assertThat(range.offered()).isFalse();
            assertThat(range.problem()).isNull();
        });
        assertThat(sequences(unsettled())).containsExactly(4L, 5L);
        assertThat(queue.standing("a").delivered()).isZero();
        assertThat(queue.givenUp("a")).isEqualTo(3);
        reopen();
        assertThat(released()).containsExactly(given);
        assertThat(sequences(unsettled())).containsExactly(4L, 5L);
    }

    @Test
    void givesUpNothingThatIsYoung() {
        append(1, 3);
        assertThat(queue.giveUp("a", clock.instant().minusSeconds(60), REASON)).isNull();
        assertThat(sequences(unsettled())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void givesUpNothingWhereNothingWaits() {
        old(1, 3);
        deliver(unsettled());
        assertThat(giveUp()).isNull();
    }

    @Test
    void keepsTheTrouble() {
        old(1, 3);
        queue.trouble("a", new Standing.Trouble(1, clock.instant(), "no answer", Standing.Kind.RETRYING));
        giveUp();
        assertThat(queue.standing("a").trouble()).isNotNull();
    }

    @Test
    void offersWhatWasGivenUpOnlyWhenSomebodySaysSo() {
        old(1, 3);
        giveUp();
        assertThat(late(10).isEmpty()).isTrue();
        assertThat(queue.retryReleased("a", Set.of(1L, 2L))).containsExactly(1L);
        assertThat(released()).singleElement().matches(Released::offered);

        Batch batch = late(10);

        assertThat(batch.source()).isEqualTo(Batch.Source.RELEASED);
        assertThat(batch.events())
                .extracting(QueuedEvent::event)
                .isEqualTo(queue.readForward(0, 10).stream()
                        .map(QueuedEvent::event)
                        .toList());
    }

    @Test
    void endsARangeThatIsDelivered() {
        old(1, 5);
        giveUp();
        queue.retryReleased("a", Set.of(1L));

        deliver(late(3));
        assertThat(released()).extracting(Released::left).containsExactly(2L);
        reopen();
        Batch rest = late(3);
        assertThat(sequences(rest)).containsExactly(4L, 5L);
        deliver(rest);

        assertThat(late(3)).isEqualTo(new Batch(Batch.Source.RELEASED, List.of(), false));
        assertThat(released()).isEmpty();
        assertThat(queue.standing("a").delivered()).isEqualTo(5);
    }

    @Test
    void offersRangesInTheirOrder() {
        old(1, 2);
        giveUp();
        old(3, 4);
        giveUp();
        queue.retryReleased("a", Set.of(3L));
        queue.retryReleased("a", Set.of(1L));
        assertThat(sequences(late(10))).containsExactly(1L, 2L);
        deliver(late(10));
        assertThat(sequences(late(10))).containsExactly(3L, 4L);
    }

    @Test
    void outlivesTheLog() {
        old(1, 3);
        giveUp();
        assertThat(queue.purge(clock.instant())).isEqualTo(3);
        queue.retryReleased("a", Set.of(1L));
        assertThat(sequences(late(10))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void recordsADeliveryThatWasUnderWayWhenItsEventsWereGivenUp() {
        old(1, 5);
        Batch underWay = queue.unsettled("a", 3, MANY, clock.instant());
        giveUp();
        append(6, 6);

        queue.settle(Settlement.delivered("a", underWay, "bookmark"));

        assertThat(queue.standing("a").bookmark()).isEqualTo("bookmark");
        assertThat(queue.standing("a").delivered()).isEqualTo(3);
        assertThat(queue.standing("a").position()).isEqualTo(5);
        assertThat(sequences(unsettled())).containsExactly(6L);
        queue.retryReleased("a", Set.of(1L));
        assertThat(sequences(late(10))).containsExactly(4L, 5L);
    }

    @Test
    void endsARangeThatWasDeliveredWhileItWasGivenUp() {
        old(1, 3);
        Batch underWay = unsettled();
        giveUp();
        deliver(underWay);
        assertThat(late(10).isEmpty()).isTrue();
        assertThat(released()).isEmpty();
        assertThat(queue.standing("a").delivered()).isEqualTo(3);
    }

    @Test
    void countsNoDeliveryOfARangeTwice() {
        old(1, 3);
        giveUp();
        queue.retryReleased("a", Set.of(1L));
        Batch batch = late(2);
        deliver(batch);
        queue.settle(Settlement.delivered("a", batch, "late"));
        assertThat(queue.standing("a").delivered()).isEqualTo(2);
        assertThat(queue.standing("a").bookmark()).isNull();
        assertThat(released()).extracting(Released::left).containsExactly(1L);
    }

    @Test
    void remembersWhatWasOfferedAndNotSettled() {
        old(1, 3);
        giveUp();
        queue.retryReleased("a", Set.of(1L));
        assertThat(queue.isLateBegun("a")).isFalse();
        Batch batch = late(2);
        assertThat(queue.isLateBegun("a")).isTrue();
        reopen();
        assertThat(queue.isLateBegun("a")).isTrue();
        deliver(batch);
        assertThat(queue.isLateBegun("a")).isFalse();
    }

    @Test
    void forgetsThatItWasOfferedWhenThatHasFailed() {
        old(1, 3);
        giveUp();
        queue.retryReleased("a", Set.of(1L));
        late(2);
        queue.trouble("a", new Standing.Trouble(1, clock.instant(), "no answer", Standing.Kind.RETRYING));
        assertThat(queue.isLateBegun("a")).isFalse();
        assertThat(sequences(late(2))).containsExactly(1L, 2L);
    }

    @Test
    void keepsCopiesOfWhatARangeLeavesBehind() {
        old(1, 3);
        giveUp();
        queue.purge(clock.instant());
        queue.retryReleased("a", Set.of(1L));

        queue.settle(new Settlement("a", late(3), Map.of(1L, "too old"), Set.of(2L), clock.instant(), null));

        assertThat(queue.deadLetters("a", 0, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(1L);
        assertThat(sequences(unsettled())).containsExactly(2L);
        deliver(unsettled());
        assertThat(queue.standing("a").delivered()).isEqualTo(2);
        assertThat(queue.standing("a").dead()).isEqualTo(1);
        assertThat(queue.retryDead("a", Set.of(1L))).containsExactly(1L);
        assertThat(sequences(unsettled())).containsExactly(1L);
    }

    @Test
    void givesUpNothingThatWasWrittenDirectly() {
        append(1, 2);
        Incoming direct = queue.incoming(0);
        arrivals(3, 4).forEach(direct::add);
        direct.append(List.of(new DirectSettlement("a", Set.of(0), Map.of()))).join();
        clock.advance(Duration.ofHours(1));
        append(5, 5);

        giveUp();

        assertThat(released()).singleElement().satisfies(range -> {
            assertThat(range.events()).isEqualTo(3);
            assertThat(range.last()).isEqualTo(4);
        });
        assertThat(sequences(unsettled())).containsExactly(5L);
        queue.retryReleased("a", Set.of(1L));
        assertThat(sequences(late(10))).containsExactly(1L, 2L, 4L);
    }

    @Test
    void dropsRanges() {
        old(1, 2);
        giveUp();
        old(3, 4);
        giveUp();
        assertThat(queue.dropReleased("a", Set.of(1L, 7L))).containsExactly(1L);
        assertThat(released()).extracting(Released::first).containsExactly(3L);
        queue.retryReleased("a", Set.of(1L, 3L));
        assertThat(sequences(late(10))).containsExactly(3L, 4L);
    }

    @Test
    void tellsRangesPageByPage() {
        for (int i = 1; i <= 3; i++) {
            old(i, i);
            giveUp();
        }
        assertThat(queue.released("a", 0, 2)).extracting(Released::first).containsExactly(1L, 2L);
        assertThat(queue.released("a", 2, 2)).extracting(Released::first).containsExactly(3L);
    }

    @Test
    void findsNothingWrongWithAFileThatIsWhole() {
        old(1, 3);
        giveUp();
        assertThat(queue.problemOf("a", 1)).isNull();
    }

    @Test
    void forgetsNoConnectionThatHasRanges() {
        old(1, 3);
        giveUp();
        queue.configure(Map.of());
        assertThatThrownBy(() -> queue.forget("a"))
                .isInstanceOf(ConnectionConflictException.class)
                .hasMessage("a still has 1 released range; offer them again or drop them first");
        queue.dropReleased("a", Set.of(1L));
        queue.forget("a");
        assertThat(queue.connections()).isEmpty();
    }

    private static final Replay.Wish ALL = new Replay.Wish(null, null, Map.of());

    private void delivered(int first, int last) {
        old(first, last);
        deliver(unsettled());
    }

    private List<String> marks(Batch batch) {
        return batch.events().stream().map(event -> event.event().marks()).toList();
    }

    @Test
    void sendsWhatWasDeliveredOnceMore() {
        delivered(1, 5);
        append(6, 6);
        Replay begun = queue.replay("a", ALL);
        assertThat(begun.first()).isEqualTo(1);
        assertThat(begun.last()).isEqualTo(5);
        assertThat(begun.state()).isEqualTo(Replay.State.RUNNING);

        Batch batch = late(3);

        assertThat(batch.source()).isEqualTo(Batch.Source.REPLAY);
        assertThat(sequences(batch)).containsExactly(1L, 2L, 3L);
        assertThat(marks(batch)).containsOnly("{\"replayed\":true}");
        assertThat(queue.isLateBegun("a")).isTrue();
        queue.settle(Settlement.delivered("a", batch, "bookmark"));
        assertThat(queue.isLateBegun("a")).isFalse();
        reopen();
        assertThat(queue.replayOf("a")).isNotNull().satisfies(replay -> {
            assertThat(replay.position()).isEqualTo(3);
            assertThat(replay.sent()).isEqualTo(3);
        });
        deliver(late(3));
        assertThat(late(3).isEmpty()).isTrue();
        Replay done = queue.replayOf("a");
        assertThat(done).isNotNull();
        assertThat(done.state()).isEqualTo(Replay.State.DONE);
        assertThat(done.sent()).isEqualTo(5);
        assertThat(done.ended()).isNotNull();
        assertThat(queue.standing("a").bookmark()).isEqualTo("bookmark");
        assertThat(queue.standing("a").position()).isEqualTo(5);
        assertThat(queue.standing("a").delivered()).isEqualTo(10);
    }

    @Test
    void sendsOnlyWhatArrivedInItsTime() {
        delivered(1, 2);
        var since = clock.instant();
        delivered(3, 4);
        var until = clock.instant();
        delivered(5, 6);
        queue.replay("a", new Replay.Wish(since, until, Map.of()));
        assertThat(sequences(late(10))).containsExactly(3L, 4L);
        deliver(late(10));
        assertThat(late(10).isEmpty()).isTrue();
    }

    @Test
    void sendsOnlyWhatFits() {
        delivered(1, 6);
        queue.replay("a", new Replay.Wish(null, null, Map.of("message", "message 4")));
        Batch batch = late(2);
        while (batch.isEmpty() && batch.full()) {
            batch = late(2);
        }
        assertThat(sequences(batch)).containsExactly(4L);
        deliver(batch);
        while (late(2).full()) {
            // moves over what does not fit
        }
        assertThat(queue.replayOf("a")).isNotNull().matches(replay -> replay.state() == Replay.State.DONE);
        assertThat(queue.standing("a").delivered()).isEqualTo(7);
    }

    @Test
    void countsWhatAReplayWouldSend() {
        delivered(1, 6);
        assertThat(queue.countReplay("a", ALL, 0)).isEqualTo(new Replay.Count(6, 0));
        assertThat(queue.countReplay("a", new Replay.Wish(null, null, Map.of("message", "message 4")), 0))
                .isEqualTo(new Replay.Count(1, 0));
        assertThat(queue.replayOf("a")).isNull();
    }

    @Test
    void runsOneReplayAtATime() {
        delivered(1, 6);
        queue.replay("a", ALL);
        assertThatThrownBy(() -> queue.replay("a", ALL))
                .isInstanceOf(ConnectionConflictException.class)
                .hasMessage("a replay of a runs already and is at 0 of 6; cancel it first, or wait for its end");
        assertThat(queue.cancelReplay("a")).isTrue();
        assertThat(queue.cancelReplay("a")).isFalse();
        assertThat(late(10).full()).isFalse();
        queue.replay("a", ALL);
        assertThat(sequences(late(10))).hasSize(6);
    }

    @Test
    void storesTheBookmarkOfWhatWasUnderWayWhenItWasCancelled() {
        delivered(1, 6);
        queue.replay("a", ALL);
        Batch batch = late(10);
        queue.cancelReplay("a");
        assertThat(queue.isLateBegun("a")).isFalse();
        queue.settle(Settlement.delivered("a", batch, "behind"));
        assertThat(queue.standing("a").bookmark()).isEqualTo("behind");
        assertThat(queue.standing("a").delivered()).isEqualTo(6);
    }

    @Test
    void keepsWhatAReplayNeeds() {
        delivered(1, 6);
        queue.replay("a", ALL);
        deliver(late(2));
        assertThat(queue.purge(clock.instant())).isEqualTo(2);
        assertThat(queue.purge(clock.instant())).isZero();
        queue.cancelReplay("a");
        assertThat(queue.purge(clock.instant())).isEqualTo(4);
    }

    @Test
    void refusesAReplayOfWhatIsNotThere() {
        var before = clock.instant();
        delivered(1, 3);
        delivered(4, 6);
        assertThatThrownBy(() -> queue.replay("a", new Replay.Wish(clock.instant(), null, Map.of())))
                .hasMessage("no event that arrived in that time is retained and was looked at by a");
        assertThatThrownBy(() -> queue.replay("a", new Replay.Wish(null, null, Map.of("odd", "1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("odd: makes no sense");
        queue.purge(clock.instant().minus(Duration.ofMinutes(90)));
        assertThatThrownBy(() -> queue.replay("a", new Replay.Wish(before, null, Map.of())))
                .isInstanceOf(ConnectionConflictException.class)
                .hasMessageStartingWith("of the events before 4, which arrived before ");
        assertThat(queue.replay("a", ALL).first()).isEqualTo(4);
    }

    @Test
    void keepsCopiesOfWhatAReplayLeavesBehind() {
        delivered(1, 3);
        queue.replay("a", ALL);
        queue.settle(new Settlement("a", late(3), Map.of(1L, "too old"), Set.of(2L), clock.instant(), null));
        queue.purge(clock.instant());
        assertThat(queue.deadLetters("a", 0, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(1L);
        assertThat(sequences(unsettled())).containsExactly(2L);
        assertThat(marks(unsettled())).containsOnly("{\"replayed\":true}");
        assertThat(queue.replayOf("a"))
                .isNotNull()
                .satisfies(replay -> assertThat(replay.sent()).isEqualTo(1));
    }

    @Test
    void offersRangesBeforeAReplay() {
        delivered(1, 2);
        old(3, 4);
        giveUp();
        queue.replay("a", new Replay.Wish(null, null, Map.of()));
        queue.retryReleased("a", Set.of(3L));
        Batch first = late(10);
        assertThat(first.source()).isEqualTo(Batch.Source.RELEASED);
        deliver(first);
        Batch second = late(10);
        assertThat(second.source()).isEqualTo(Batch.Source.REPLAY);
        assertThat(sequences(second)).containsExactly(1L, 2L, 3L, 4L);
    }
}
