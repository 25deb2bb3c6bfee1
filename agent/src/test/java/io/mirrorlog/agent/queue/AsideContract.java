package io.mirrorlog.agent.queue;

import static io.mirrorlog.agent.queue.QueueSamples.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What was put aside to be offered again, and dead letters. */
abstract class AsideContract extends QueueContract {

    AsideContract(EventQueueContract store) {
        super(store);
    }

    @Test
    void offersWhatWasPutAsideWhenItIsDueAndBeforeTheRest() {
        append(1, 6);
        configure("a");
        Batch batch = unsettled("a").first(5);
        queue.settle(except(batch, Map.of(), Set.of(1L, 2L, 4L), Duration.ofSeconds(10)));

        assertThat(queue.nextDue("a")).isEqualTo(clock.instant().plusSeconds(10).truncatedTo(ChronoUnit.MICROS));
        assertThat(sequences(unsettled("a").events())).containsExactly(6L);
        clock.advance(Duration.ofSeconds(10));
        reopen();
        Batch again = unsettled("a");
        assertThat(again.source()).isEqualTo(Batch.Source.AGAIN);
        assertThat(sequences(again.events())).containsExactly(1L, 2L, 4L);
        assertThat(again.full()).isTrue();
        assertThat(again.events().get(2).event()).isEqualTo(event(4));
        assertThat(queue.unsettled("a", 2, MANY, clock.instant()).events()).hasSize(2);
        assertThat(queue.unsettled("a", 9, 1, clock.instant()).events()).hasSize(1);

        queue.settle(Settlement.delivered("a", again, "b"));
        assertThat(queue.nextDue("a")).isNull();
        assertThat(sequences(unsettled("a").events())).containsExactly(6L);
        assertThat(queue.standing("a").delivered()).isEqualTo(5);
        assertThat(queue.standing("a").position()).isEqualTo(5);
        assertThat(queue.standing("a").bookmark()).isEqualTo("b");
        queue.settle(Settlement.delivered("a", again, "stale"));
        assertThat(queue.standing("a").delivered()).isEqualTo(5);
        assertThat(queue.standing("a").bookmark()).isEqualTo("b");
    }

    @Test
    void keepsAsideWhatASettlementDoesNotName() {
        append(1, 6);
        configure("a");
        queue.settle(except(unsettled("a"), Map.of(), Set.of(1L, 2L, 3L, 4L, 5L), Duration.ZERO));
        List<QueuedEvent> events = unsettled("a").events();
        queue.settle(Settlement.delivered(
                "a", new Batch(Batch.Source.AGAIN, List.of(events.get(1), events.get(3)), true), null));

        assertThat(sequences(unsettled("a").events())).containsExactly(1L, 3L, 5L);
        assertThat(unsettled("a").full()).isFalse();
        assertThat(queue.standing("a").delivered()).isEqualTo(3);
    }

    @Test
    void countsTheAttemptsOfWhatIsOfferedAgain() {
        append(1, 2);
        configure("a");
        Instant first = clock.instant().truncatedTo(ChronoUnit.MICROS);
        queue.settle(except(unsettled("a"), Map.of(), Set.of(1L, 2L), Duration.ZERO));
        clock.advance(Duration.ofMinutes(1));
        queue.settle(except(unsettled("a"), Map.of(), Set.of(2L), Duration.ofMinutes(1)));
        assertThat(unsettled("a").events()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        List<QueuedEvent> again = unsettled("a").events();
        queue.settle(except(unsettled("a"), Map.of(2L, "no"), Set.of(), Duration.ZERO));

        assertThat(queue.deadLetters("a", 0, 10))
                .containsExactly(new DeadLetter(
                        "a", again.get(0), "no", 3, first, clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }

    @Test
    void keepsRefusedEventsAsDeadLettersWithACopy() {
        append(1, 3);
        configure("a");
        List<QueuedEvent> events = unsettled("a").events();
        queue.settle(except(unsettled("a"), Map.of(2L, "too long", 1L, "too odd"), Set.of(), Duration.ZERO));
        Instant refused = clock.instant().truncatedTo(ChronoUnit.MICROS);
        clock.advance(Duration.ofDays(1));
        assertThat(queue.purge(Instant.MAX)).isEqualTo(3);
        reopen();

        assertThat(queue.deadLetters("a", 0, 10))
                .containsExactly(
                        new DeadLetter("a", events.get(0), "too odd", 1, refused, refused),
                        new DeadLetter("a", events.get(1), "too long", 1, refused, refused));
        assertThat(events.get(1).event()).isEqualTo(event(2));
        assertThat(queue.deadLetters("a", 0, 1))
                .extracting(DeadLetter::sequence)
                .containsExactly(1L);
        assertThat(queue.deadLetters("a", 1, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(2L);
        assertThat(queue.deadLetters("a", 2, 10)).isEmpty();
        assertThat(queue.standing("a").dead()).isEqualTo(2);
        assertThat(queue.standing("a").refused()).isEqualTo(2);
        assertThat(queue.standing("a").delivered()).isEqualTo(1);
    }

    private void refuse(Long... sequences) {
        var refused = Stream.of(sequences).collect(Collectors.toMap(sequence -> sequence, sequence -> "no"));
        queue.settle(except(unsettled("a"), refused, Set.of(), Duration.ZERO));
    }

    @Test
    void offersADeadLetterAgainAtOnceAlthoughTheLogHasForgottenIt() {
        append(1, 3);
        configure("a");
        List<QueuedEvent> events = unsettled("a").events();
        refuse(1L, 2L);
        assertThat(queue.purge(Instant.MAX)).isEqualTo(3);
        append(4, 4);
        clock.advance(Duration.ofHours(1));

        assertThat(queue.retryDead("a", Set.of(2L, 3L, 99L))).containsExactly(2L);
        assertThat(queue.standing("a").dead()).isEqualTo(1);
        assertThat(queue.nextDue("a")).isEqualTo(clock.instant().truncatedTo(ChronoUnit.MICROS));
        assertThat(queue.retryDead("a", Set.of(2L))).isEmpty();
        reopen();
        configure("a");
        assertThat(unsettled("a")).isEqualTo(new Batch(Batch.Source.AGAIN, List.of(events.get(1)), true));
        assertThat(queue.purge(Instant.MAX)).isEqualTo(0);

        queue.settle(Settlement.delivered("a", unsettled("a"), "b"));
        assertThat(queue.nextDue("a")).isNull();
        assertThat(sequences(unsettled("a").events())).containsExactly(4L);
        Standing standing = queue.standing("a");
        assertThat(standing.delivered()).isEqualTo(2);
        assertThat(standing.refused()).isEqualTo(2);
        assertThat(standing.dead()).isEqualTo(1);
        assertThat(standing.bookmark()).isEqualTo("b");
    }

    @Test
    void makesARefusedDeadLetterADeadLetterOnceMore() {
        append(1, 2);
        configure("a");
        Instant first = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<QueuedEvent> events = unsettled("a").events();
        refuse(1L);
        queue.purge(Instant.MAX);
        clock.advance(Duration.ofHours(1));
        queue.retryDead("a", Set.of(1L));
        queue.settle(except(unsettled("a"), Map.of(1L, "still no"), Set.of(), Duration.ZERO));
        reopen();

        assertThat(queue.deadLetters("a", 0, 10))
                .containsExactly(new DeadLetter(
                        "a",
                        events.get(0),
                        "still no",
                        2,
                        first,
                        clock.instant().truncatedTo(ChronoUnit.MICROS)));
        assertThat(queue.nextDue("a")).isNull();
        assertThat(unsettled("a").events()).isEmpty();
        assertThat(queue.standing("a").dead()).isEqualTo(1);
        assertThat(queue.standing("a").refused()).isEqualTo(2);
        assertThat(queue.standing("a").delivered()).isEqualTo(1);
    }

    @Test
    void keepsTheCopyOfADeadLetterThatIsPutOff() {
        append(1, 5);
        configure("a");
        List<QueuedEvent> events = unsettled("a").events();
        queue.settle(except(unsettled("a"), Map.of(3L, "no"), Set.of(2L, 4L), Duration.ZERO));
        queue.retryDead("a", Set.of(3L));
        Batch batch = unsettled("a");
        assertThat(sequences(batch.events())).containsExactly(2L, 3L, 4L);
        queue.settle(except(batch.first(2), Map.of(), Set.of(3L), Duration.ofMinutes(1)));
        assertThat(queue.purge(Instant.MAX)).isEqualTo(4);
        assertThat(sequences(unsettled("a").events())).containsExactly(4L);
        queue.settle(Settlement.delivered("a", unsettled("a"), null));

        clock.advance(Duration.ofMinutes(1));
        reopen();
        assertThat(unsettled("a").events()).containsExactly(events.get(2));
        queue.settle(Settlement.delivered("a", batch, null));
        assertThat(unsettled("a").events()).isEmpty();
        assertThat(queue.standing("a").delivered()).isEqualTo(5);
    }

    @Test
    void leavesADeadLetterAloneThatBecameDueBehindABatch() {
        append(1, 3);
        configure("a");
        queue.settle(except(unsettled("a"), Map.of(2L, "no"), Set.of(1L, 3L), Duration.ZERO));
        Batch batch = unsettled("a");
        queue.retryDead("a", Set.of(2L));
        queue.settle(Settlement.delivered("a", batch, null));
        queue.purge(Instant.MAX);

        assertThat(sequences(unsettled("a").events())).containsExactly(2L);
        assertThat(queue.standing("a").delivered()).isEqualTo(2);
    }

    @Test
    void dropsDeadLettersAndNothingElse() {
        append(1, 4);
        configure("a", "b");
        queue.settle(except(unsettled("a"), Map.of(1L, "no", 2L, "no"), Set.of(3L), Duration.ZERO));

        assertThat(queue.dropDead("a", Set.of(1L, 3L, 4L))).containsExactly(1L);
        assertThat(queue.dropDead("a", Set.of(1L))).isEmpty();
        assertThat(queue.dropDead("b", Set.of(2L))).isEmpty();
        reopen();
        assertThat(queue.deadLetters("a", 0, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(2L);
        assertThat(queue.standing("a").dead()).isEqualTo(1);
        assertThat(queue.standing("a").refused()).isEqualTo(2);
        assertThat(sequences(unsettled("a").events())).containsExactly(3L);
    }
}
