package io.mirrorlog.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a queue knows of its connections: where each begins, how it is, what it is called. */
abstract class ConnectionContract extends QueueContract {

    ConnectionContract(EventQueueContract store) {
        super(store);
    }

    @Test
    void beginsNewConnectionsWhereTheyAskTo() {
        append(1, 2);
        clock.advance(Duration.ofHours(1));
        Instant later = clock.instant();
        append(3, 4);
        clock.advance(Duration.ofHours(-2));
        append(5, 6);
        queue.configure(Map.of(
                "now",
                new Start.Now(),
                "earliest",
                EARLIEST,
                "at",
                new Start.At(later),
                "after",
                new Start.At(later.plusNanos(1)),
                "never",
                new Start.At(Instant.MAX)));

        assertThat(queue.standing("now").position()).isEqualTo(6);
        assertThat(queue.standing("earliest").position()).isEqualTo(0);
        assertThat(queue.standing("at").position()).isEqualTo(2);
        assertThat(queue.standing("after").position()).isEqualTo(6);
        assertThat(queue.standing("never").position()).isEqualTo(6);
        assertThat(queue.connections()).containsExactlyInAnyOrder("now", "earliest", "at", "after", "never");
    }

    @Test
    void beginsTheEarliestWithWhatIsStillRetained() {
        append(1, 5);
        queue.purge(Instant.MAX);
        configure("a");
        assertThat(queue.standing("a").position()).isEqualTo(5);
        append(6, 6);
        assertThat(sequences(unsettled("a").events())).containsExactly(6L);
    }

    @Test
    void leavesAKnownConnectionWhereItIs() {
        append(1, 3);
        configure("a");
        deliver("a");
        append(4, 4);
        reopen();
        queue.configure(Map.of("a", new Start.Now()));

        assertThat(sequences(unsettled("a").events())).containsExactly(4L);
    }

    @Test
    void remembersTroubleUntilABatchIsSettled() {
        append(1, 2);
        configure("a");
        Instant since = clock.instant().truncatedTo(ChronoUnit.MICROS);
        queue.trouble("a", new Standing.Trouble(1, since, "HTTP 503", Standing.Kind.RETRYING));
        var trouble = new Standing.Trouble(2, since, "HTTP 403", Standing.Kind.BLOCKED);
        queue.trouble("a", trouble);
        clock.advance(Duration.ofMinutes(5));
        reopen();
        configure("a");
        assertThat(queue.standing("a").trouble()).isEqualTo(trouble);
        assertThat(queue.standing("a").retried()).isEqualTo(2);
        List<QueuedEvent> events = unsettled("a").events();
        assertThat(events).hasSize(2);

        queue.settle(except(unsettled("a"), Map.of(1L, "no"), Set.of(), Duration.ZERO));
        assertThat(queue.standing("a").trouble()).isNull();
        assertThat(queue.standing("a").retried()).isEqualTo(2);
        assertThat(queue.deadLetters("a", 0, 1))
                .containsExactly(new DeadLetter(
                        "a", events.get(0), "no", 3, since, clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }

    @Test
    void leavesTheTroubleOfADestinationThatWasNotAsked() {
        append(1, 3);
        configure("a");
        Standing.Trouble trouble = new Standing.Trouble(2, now(), "HTTP 503", Standing.Kind.RETRYING);
        queue.trouble("a", trouble);
        queue.settle(
                new Settlement("a", unsettled("a").first(2), Map.of(), Set.of(), Set.of(1L, 2L), Instant.EPOCH, null));

        assertThat(queue.standing("a").position()).isEqualTo(2);
        assertThat(queue.standing("a").trouble()).isEqualTo(trouble);
        deliver("a");
        assertThat(queue.standing("a").trouble()).isNull();
    }

    @Test
    void remembersAPauseUntilItIsEnded() {
        append(1, 2);
        configure("a", "b");
        Instant since = clock.instant().truncatedTo(ChronoUnit.MICROS);
        queue.pause("a", "the disk is moved");
        clock.advance(Duration.ofMinutes(1));
        queue.pause("a", "it takes longer");
        reopen();
        configure("a", "b");

        assertThat(queue.isPaused("a")).isTrue();
        assertThat(queue.isPaused("b")).isFalse();
        assertThat(queue.standing("a").pause()).isEqualTo(new Standing.Pause(since, "it takes longer"));
        queue.settle(Settlement.delivered("a", unsettled("a").first(1), null));
        assertThat(queue.standing("a").pause()).isNotNull();
        assertThat(queue.standing("a").waiting()).isEqualTo(1);
        queue.resume("a");
        queue.resume("a");
        reopen();
        assertThat(queue.isPaused("a")).isFalse();
        assertThat(queue.standing("a").pause()).isNull();
    }

    @Test
    void knowsSinceWhenAConnectionIsAsItIsAlsoAfterItWasOpenedAgain() {
        configure("a");
        Instant configured = now();
        clock.advance(Duration.ofMinutes(1));
        append(1, 1);
        assertThat(queue.standing("a").since()).isEqualTo(configured);

        queue.trouble("a", new Standing.Trouble(1, now(), "HTTP 503", Standing.Kind.RETRYING));
        Instant retrying = now();
        clock.advance(Duration.ofMinutes(1));
        queue.trouble("a", new Standing.Trouble(2, retrying, "HTTP 503", Standing.Kind.RETRYING));
        assertThat(queue.standing("a").since()).isEqualTo(retrying);
        queue.trouble("a", new Standing.Trouble(3, retrying, "HTTP 401", Standing.Kind.BLOCKED));
        Instant blocked = now();
        clock.advance(Duration.ofMinutes(1));
        reopen();
        configure("a");
        assertThat(queue.standing("a").since()).isEqualTo(blocked);

        queue.pause("a", "the disk is moved");
        queue.resume("a");
        assertThat(queue.standing("a").since()).isEqualTo(blocked);
        deliver("a");
        assertThat(queue.standing("a").since()).isEqualTo(now());
        queue.pause("a", "the disk is moved");
        clock.advance(Duration.ofMinutes(1));
        queue.resume("a");
        assertThat(queue.standing("a").since()).isEqualTo(now());
        clock.advance(Duration.ofMinutes(1));
        queue.resume("a");
        assertThat(queue.standing("a").since()).isEqualTo(now().minusSeconds(60));
    }

    @Test
    void givesAConnectionAnotherNameWithAllThatIsItsOwn() {
        append(1, 4);
        configure("a", "b");
        queue.settle(except(unsettled("a").first(3), Map.of(1L, "no"), Set.of(2L), Duration.ZERO));
        queue.pause("a", "r");
        configure("b");
        queue.rename("a", "c");
        queue.rename("c", "d");
        Standing standing = queue.standing("d");
        reopen();

        assertThat(queue.connections()).containsExactlyInAnyOrder("b", "d");
        assertThatThrownBy(() -> queue.standing("a")).isInstanceOf(UnknownConnectionException.class);
        configure("b", "d");
        assertThat(queue.standing("d")).isEqualTo(standing);
        assertThat(standing.position()).isEqualTo(3);
        assertThat(standing.pause()).isNotNull();
        assertThat(queue.deadLetters("d", 0, 10))
                .extracting(DeadLetter::connection)
                .containsExactly("d");
        assertThat(sequences(unsettled("d").events())).containsExactly(2L);
    }

    @Test
    void forgetsAConnectionSoThatItHoldsNothingBackAndBeginsAnew() {
        append(1, 3);
        configure("a", "b");
        queue.settle(except(unsettled("a"), Map.of(1L, "no"), Set.of(2L), Duration.ZERO));
        deliver("b");
        configure("b");
        assertThatThrownBy(() -> queue.forget("a"))
                .isInstanceOf(ConnectionConflictException.class)
                .hasMessageContaining("1 dead letter;");
        queue.dropDead("a", Set.of(1L));
        queue.forget("a");
        assertThat(queue.purge(Instant.MAX)).isEqualTo(3);
        reopen();

        assertThat(queue.connections()).containsExactly("b");
        assertThatThrownBy(() -> queue.forget("a")).isInstanceOf(UnknownConnectionException.class);
        append(4, 4);
        configure("a");
        assertThat(sequences(unsettled("a").events())).containsExactly(4L);
        assertThat(queue.standing("a").refused()).isZero();
    }

    @Test
    void neitherRenamesNorForgetsAConnectionThatIsConfigured() {
        configure("a", "b");
        assertThatThrownBy(() -> queue.rename("a", "c"))
                .isInstanceOf(ConnectionConflictException.class)
                .hasMessageContaining("a is configured");
        assertThatThrownBy(() -> queue.forget("a")).isInstanceOf(ConnectionConflictException.class);
        configure("b");
        assertThatThrownBy(() -> queue.rename("a", "b"))
                .isInstanceOf(ConnectionConflictException.class)
                .hasMessageContaining("named b already");
        assertThatThrownBy(() -> queue.rename("x", "y")).isInstanceOf(UnknownConnectionException.class);
        assertThat(queue.connections()).containsExactlyInAnyOrder("a", "b");
        reopen();
        queue.rename("b", "c");
        assertThat(queue.connections()).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void refusesConnectionsItDoesNotKnow() {
        append(1, 1);
        configure("a");
        Batch batch = unsettled("a");

        assertThatThrownBy(() -> unsettled("x")).isInstanceOf(UnknownConnectionException.class);
        assertThatThrownBy(() -> queue.standing("x")).isInstanceOf(UnknownConnectionException.class);
        assertThatThrownBy(() -> queue.deadLetters("x", 0, 1)).isInstanceOf(UnknownConnectionException.class);
        assertThatThrownBy(() -> queue.pause("x", "?")).isInstanceOf(UnknownConnectionException.class);
        assertThatThrownBy(() -> queue.resume("x")).isInstanceOf(UnknownConnectionException.class);
        assertThatThrownBy(() -> queue.isPaused("x")).isInstanceOf(UnknownConnectionException.class);
        assertThatThrownBy(() -> queue.retryDead("x", Set.of(1L))).isInstanceOf(UnknownConnectionException.class);
        assertThatThrownBy(() -> queue.dropDead("x", Set.of(1L))).isInstanceOf(UnknownConnectionException.class);
        assertThatThrownBy(() -> queue.settle(Settlement.delivered("x", batch, null)))
                .isInstanceOf(UnknownConnectionException.class)
                .hasMessageContaining("x");
    }
}
