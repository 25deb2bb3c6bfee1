package io.mirrorlog.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is settled ahead of events that are not. */
abstract class AheadContract extends QueueContract {

    AheadContract(EventQueueContract store) {
        super(store);
    }

    @Test
    void movesThePositionOnlyAsFarAsAllIsSettledThatIsSettledAhead() {
        append(1, 9);
        configure("a");
        Batch first = unsettled("a").first(3);
        Batch second = queue.behind("a", first, 3, MANY);
        Batch third = queue.behind("a", second, 3, MANY);
        queue.settle(Settlement.delivered("a", third.ahead(), null));
        assertThat(queue.standing("a").position()).isZero();
        assertThat(queue.standing("a").waiting()).isEqualTo(6);
        queue.settle(Settlement.delivered("a", second.ahead(), null));
        assertThat(queue.standing("a").position()).isZero();
        assertThat(queue.standing("a").delivered()).isEqualTo(6);
        reopen();
        configure("a");
        assertThat(sequences(unsettled("a").events())).containsExactly(1L, 2L, 3L);
        assertThat(queue.behind("a", first, 10, MANY).isEmpty()).isTrue();
        queue.settle(Settlement.delivered("a", first.ahead(), null));
        assertThat(queue.standing("a")).isEqualTo(new Standing(9, null, 0, null, 9, 0, 0, 0, null, null, now()));
    }

    @Test
    void readsBehindABatchThatIsSettledAheadTogetherWithWhatFollows() {
        append(1, 4);
        configure("a");
        Batch first = unsettled("a").first(1);
        Batch second = queue.behind("a", first, 1, MANY);
        Batch third = queue.behind("a", second, 1, MANY);
        queue.settle(Settlement.delivered("a", third.ahead(), null));
        queue.settle(Settlement.delivered("a", second.ahead(), null));
        assertThat(sequences(queue.behind("a", second, 10, MANY).events())).containsExactly(4L);
        assertThat(sequences(queue.behind("a", third, 10, MANY).events())).containsExactly(4L);
    }

    @Test
    void countsWhatIsSettledAheadOnce() {
        append(1, 4);
        configure("a");
        Batch all = unsettled("a");
        Batch behind = queue.behind("a", all.first(2), 10, MANY);
        queue.settle(Settlement.delivered("a", behind.ahead(), null));
        queue.settle(Settlement.delivered("a", behind.ahead(), null));
        assertThat(queue.standing("a").delivered()).isEqualTo(2);
        queue.settle(Settlement.delivered("a", all.ahead(), null));
        queue.settle(Settlement.delivered("a", all.ahead(), null));
        assertThat(queue.standing("a")).isEqualTo(new Standing(4, null, 0, null, 4, 0, 0, 0, null, null, now()));
    }

    @Test
    void setsAsideAheadWhatWasRefusedOrIsToBeOfferedAgain() {
        append(1, 6);
        configure("a");
        Batch behind = queue.behind("a", unsettled("a").first(2), 4, MANY);
        queue.settle(except(behind.ahead(), Map.of(4L, "too old"), Set.of(5L), Duration.ofSeconds(1)));
        assertThat(queue.standing("a").position()).isZero();
        assertThat(queue.deadLetters("a", 0, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(4L);
        clock.advance(Duration.ofSeconds(1));
        Batch again = unsettled("a");
        assertThat(sequences(again.events())).containsExactly(5L);
        assertThat(again.full()).isTrue();
        queue.settle(Settlement.delivered("a", again, null));
        deliver("a");
        assertThat(queue.standing("a").position()).isEqualTo(6);
        assertThat(queue.standing("a").delivered()).isEqualTo(5);
    }

    @Test
    void settlesAheadBesideWhatIsWrittenDirectly() {
        append(1, 4);
        configure("a");
        Batch first = unsettled("a").first(2);
        appendDirectly(delivered("a", 0), 5, 6);
        Batch second = queue.behind("a", first, 10, MANY);
        assertThat(sequences(second.events())).containsExactly(3L, 4L);
        Batch third = queue.behind("a", second, 10, MANY);
        assertThat(sequences(third.events())).containsExactly(6L);
        queue.settle(Settlement.delivered("a", third.ahead(), null));
        queue.settle(Settlement.delivered("a", second.ahead(), null));
        assertThat(queue.standing("a").position()).isZero();
        appendDirectly(delivered("a", 0), 7, 7);
        queue.settle(Settlement.delivered("a", first.ahead(), null));
        assertThat(queue.standing("a")).isEqualTo(new Standing(7, null, 0, null, 7, 0, 0, 0, null, null, now()));
    }

    @Test
    void purgesNothingThatWasSettledAheadOfWhatWaits() {
        append(1, 2);
        configure("a");
        Batch first = unsettled("a").first(1);
        queue.settle(Settlement.delivered("a", queue.behind("a", first, 1, MANY).ahead(), null));
        assertThat(queue.purge(Instant.MAX)).isZero();
        queue.settle(Settlement.delivered("a", first.ahead(), null));
        assertThat(queue.purge(Instant.MAX)).isEqualTo(2);
    }
}
