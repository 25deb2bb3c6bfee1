package io.mirrorlog.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every store must do with what is sent once more. */
public abstract class ReplaysContract extends LateContract {

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
