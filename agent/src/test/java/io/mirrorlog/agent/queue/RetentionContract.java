package io.mirrorlog.agent.queue;

import static io.mirrorlog.agent.queue.QueueSamples.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a queue retains, shows and purges. */
abstract class RetentionContract extends QueueContract {

    RetentionContract(EventQueueContract store) {
        super(store);
    }

    @Test
    void readsInBothDirections() {
        append(1, 9);

        assertThat(sequences(queue.readForward(3, 4))).containsExactly(4L, 5L, 6L, 7L);
        assertThat(sequences(queue.readForward(8, 4))).containsExactly(9L);
        assertThat(queue.readForward(9, 4)).isEmpty();
        assertThat(sequences(queue.readBackward(4, 2))).containsExactly(3L, 2L);
        assertThat(sequences(queue.readBackward(Long.MAX_VALUE, 2))).containsExactly(9L, 8L);
        assertThat(queue.readBackward(1, 2)).isEmpty();
    }

    @Test
    void showsWhatItHolds() {
        assertThat(queue.status().last()).isEqualTo(0);
        assertThat(queue.status().oldest()).isNull();
        Instant first = clock.instant().truncatedTo(ChronoUnit.MICROS);
        append(1, 3);
        clock.advance(Duration.ofMinutes(1));
        Instant second = clock.instant().truncatedTo(ChronoUnit.MICROS);
        append(new Arrival(event("wiki", "x"), null));
        append(4, 4);
        reopen();

        QueueStatus status = queue.status();
        assertThat(status.events()).isEqualTo(5);
        assertThat(status.last()).isEqualTo(5);
        assertThat(status.oldest()).isEqualTo(first);
        assertThat(status.bytes()).isPositive();
        assertThat(status.sites())
                .isEqualTo(Map.of("shop", new QueueStatus.Site(4, second), "wiki", new QueueStatus.Site(1, second)));
        assertThat(status.unavailable()).isNull();
    }

    @Test
    void purgesOnlyWhatIsOldAndSettledForAll() {
        append(1, 4);
        clock.advance(Duration.ofHours(1));
        Instant later = clock.instant();
        append(5, 6);
        configure("a", "b");
        deliver("a");
        queue.settle(Settlement.delivered("b", unsettled("b").first(3), null));

        assertThat(queue.purge(later.minus(Duration.ofHours(1)))).isEqualTo(0);
        assertThat(queue.purge(later)).isEqualTo(3);
        assertThat(queue.purge(later)).isEqualTo(0);
        assertThat(sequences(unsettled("b").events())).containsExactly(4L, 5L, 6L);
        deliver("b");
        assertThat(queue.purge(later)).isEqualTo(1);
        assertThat(sequences(queue.readForward(0, 10))).containsExactly(5L, 6L);
        assertThat(queue.status().events()).isEqualTo(2);
    }

    @Test
    void purgesNothingThatIsPutAside() {
        append(1, 6);
        configure("a");
        queue.settle(except(unsettled("a"), Map.of(), Set.of(2L, 3L, 5L), Duration.ZERO));

        assertThat(queue.purge(Instant.MAX)).isEqualTo(3);
        assertThat(sequences(queue.readForward(0, 10))).containsExactly(2L, 3L, 5L);
        deliver("a");
        assertThat(queue.purge(Instant.MAX)).isEqualTo(3);
        assertThat(queue.status().oldest()).isNull();
    }

    @Test
    void heedsAllKnownConnectionsUntilItIsConfigured() {
        append(1, 3);
        configure("a", "gone");
        deliver("a");
        reopen();
        assertThat(queue.purge(Instant.MAX)).isEqualTo(0);
        configure("a");
        assertThat(queue.purge(Instant.MAX)).isEqualTo(3);
        append(4, 4);
        configure("a", "gone");
        assertThat(queue.standing("gone").waiting()).isEqualTo(1);
        assertThat(sequences(unsettled("gone").events())).containsExactly(4L);
    }

    @Test
    void knowsWhatAConnectionThatWasAwayHasMissed() {
        configure("a", "b");
        append(1, 5);
        queue.settle(Settlement.delivered("a", unsettled("a").first(2), null));
        deliver("b");
        configure("b");
        clock.advance(Duration.ofHours(1));
        append(6, 8);
        assertThat(queue.gap("a")).isNull();
        queue.purge(Instant.MAX);
        configure("a", "b");

        assertThat(queue.gap("a")).isEqualTo(new Gap(3, 5, 3));
        assertThat(queue.gap("b")).isNull();
        assertThat(sequences(unsettled("a").events())).containsExactly(6L, 7L, 8L);
        deliver("a");
        assertThat(queue.gap("a")).isNull();
    }
}
