package io.mirrorlog.agent.queue;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every store must do with what connections have given up. */
public abstract class RangesContract extends LateContract {

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
}
