package io.mirrorlog.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a connection is offered, and what settling that moves. */
abstract class OfferContract extends QueueContract {

    OfferContract(EventQueueContract store) {
        super(store);
    }

    @Test
    void offersEventsInOrderWithinTheLimits() {
        append(1, 9);
        configure("a");
        Batch first = queue.unsettled("a", 4, MANY, clock.instant());
        assertThat(sequences(first.events())).containsExactly(1L, 2L, 3L, 4L);
        assertThat(first.full()).isTrue();
        assertThat(first.source()).isEqualTo(Batch.Source.LIVE);

        long bytes = first.events().get(0).bytes();
        assertThat(sequences(queue.unsettled("a", 9, 3 * bytes, clock.instant()).events()))
                .containsExactly(1L, 2L, 3L);
        assertThat(sequences(
                        queue.unsettled("a", 9, 3 * bytes - 1, clock.instant()).events()))
                .containsExactly(1L, 2L);
        assertThat(sequences(queue.unsettled("a", 9, 1, clock.instant()).events()))
                .containsExactly(1L);

        Batch all = queue.unsettled("a", 9, MANY, clock.instant());
        assertThat(sequences(all.events())).containsExactly(range(1, 9));
        assertThat(all.full()).isFalse();
    }

    @Test
    void offersNothingToOneWhoHasEverything() {
        append(1, 2);
        configure("a");
        deliver("a");

        assertThat(unsettled("a")).isEqualTo(new Batch(Batch.Source.LIVE, List.of(), false));
    }

    @Test
    void readsBehindABatchWhetherItIsSettledOrNot() {
        configure("a");
        append(1, 7);
        Batch two = unsettled("a").first(2);
        for (int time = 0; time < 2; time++) {
            Batch behind = queue.behind("a", two, 3, 1 << 20);
            assertThat(behind.source()).isEqualTo(Batch.Source.LIVE);
            assertThat(behind.events()).extracting(QueuedEvent::sequence).containsExactly(3L, 4L, 5L);
            assertThat(behind.full()).isTrue();
            queue.settling(Settlement.delivered("a", two, null)).join();
        }
        assertThat(queue.behind("a", two, 3, 1).events()).hasSize(1);
        assertThat(queue.behind("a", two, 5, 1 << 20).full()).isFalse();
        assertThat(queue.behind("a", unsettled("a"), 5, 1 << 20).isEmpty()).isTrue();
    }

    @Test
    void movesEachConnectionByItself() {
        append(1, 4);
        configure("a", "b");
        queue.settle(Settlement.delivered("a", unsettled("a").first(3), "bookmark"));

        assertThat(queue.standing("a")).isEqualTo(new Standing(3, "bookmark", 1, now(), 3, 0, 0, 0, null, null, now()));
        assertThat(queue.standing("b").position()).isEqualTo(0);
        assertThat(queue.standing("b").waiting()).isEqualTo(4);
        assertThat(sequences(unsettled("a").events())).containsExactly(4L);
        queue.settle(Settlement.delivered("a", unsettled("a"), null));
        assertThat(queue.standing("a")).isEqualTo(new Standing(4, "bookmark", 0, null, 4, 0, 0, 0, null, null, now()));
    }

    @Test
    void passesOverWhatWasSettledBefore() {
        append(1, 4);
        configure("a");
        Batch batch = unsettled("a");
        queue.settle(Settlement.delivered("a", batch, "new"));
        queue.settle(new Settlement("a", batch.first(2), Map.of(1L, "no"), Set.of(2L), Instant.EPOCH, "old"));

        assertThat(queue.standing("a")).isEqualTo(new Standing(4, "new", 0, null, 4, 0, 0, 0, null, null, now()));
        assertThat(queue.deadLetters("a", 0, 10)).isEmpty();
        assertThat(queue.nextDue("a")).isNull();
    }

    @Test
    void countsOnlyWhatMoved() {
        append(1, 4);
        configure("a");
        Batch batch = unsettled("a");
        queue.settle(Settlement.delivered("a", batch.first(2), null));
        queue.settle(except(batch, Map.of(1L, "no", 4L, "no"), Set.of(), Duration.ZERO));

        assertThat(queue.standing("a").delivered()).isEqualTo(3);
        assertThat(queue.standing("a").refused()).isEqualTo(1);
    }

    @Test
    void settlesWhatAFilterKeptBackWithoutCountingIt() {
        append(1, 3);
        configure("a");
        queue.settle(new Settlement("a", unsettled("a"), Map.of(), Set.of(), Set.of(1L, 3L), Instant.EPOCH, null));

        assertThat(queue.standing("a")).isEqualTo(new Standing(3, null, 0, null, 1, 0, 0, 0, null, null, now()));
    }
}
