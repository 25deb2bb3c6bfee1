package io.mirrorlog.agent.queue;

import static io.mirrorlog.agent.queue.QueueSamples.event;
import static io.mirrorlog.agent.queue.QueueSamples.known;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a connection has got directly, before the queue had it. */
abstract class DirectContract extends QueueContract {

    DirectContract(EventQueueContract store) {
        super(store);
    }

    @Test
    void movesTheConnectionThatHasTheEventsAlreadyAndNoOther() {
        configure("a", "b");
        List<Receipt> receipts = appendDirectly(delivered("a", 0, 1), 1, 2);

        assertThat(receipts).extracting(Receipt::sequence).containsExactly(1L, 2L);
        assertThat(queue.standing("a")).isEqualTo(new Standing(2, null, 0, null, 2, 0, 0, 0, null, null, now()));
        assertThat(unsettled("a").isEmpty()).isTrue();
        assertThat(sequences(unsettled("b").events())).containsExactly(1L, 2L);
    }

    @Test
    void offersOnlyWhatWasNotWrittenDirectlyAndPassesOverTheRest() {
        configure("a");
        appendDirectly(delivered("a", 0, 2, 5), 1, 6);

        assertThat(queue.standing("a").position()).isEqualTo(1);
        assertThat(queue.standing("a").waiting()).isEqualTo(3);
        assertThat(queue.standing("a").delivered()).isEqualTo(3);
        reopen();
        configure("a");
        Batch first = unsettled("a");
        assertThat(sequences(first.events())).containsExactly(2L);
        assertThat(first.full()).isTrue();
        assertThat(sequences(queue.behind("a", first, 10, MANY).events())).containsExactly(4L, 5L);
        queue.settle(Settlement.delivered("a", first, null));
        assertThat(queue.standing("a").position()).isEqualTo(3);
        Batch second = unsettled("a");
        assertThat(sequences(second.events())).containsExactly(4L, 5L);
        queue.settle(Settlement.delivered("a", second.first(1), null));
        deliver("a");
        assertThat(queue.standing("a")).isEqualTo(new Standing(6, null, 0, null, 6, 0, 0, 0, null, null, now()));
        assertThat(sequences(queue.behind("a", second, 10, MANY).events())).isEmpty();
    }

    @Test
    void goesOnDirectlyWhileOlderEventsWait() {
        append(1, 3);
        configure("a");
        Batch old = unsettled("a").first(2);
        appendDirectly(delivered("a", 0, 1), 4, 5);
        append(6, 6);
        appendDirectly(delivered("a", 0), 7, 7);

        assertThat(sequences(unsettled("a").events())).containsExactly(1L, 2L, 3L);
        assertThat(sequences(queue.behind("a", old, 10, MANY).events())).containsExactly(3L);
        queue.settle(Settlement.delivered("a", old, null));
        assertThat(queue.standing("a").position()).isEqualTo(2);
        reopen();
        configure("a");
        deliver("a");
        assertThat(queue.standing("a").position()).isEqualTo(5);
        assertThat(sequences(unsettled("a").events())).containsExactly(6L);
        deliver("a");
        assertThat(queue.standing("a")).isEqualTo(new Standing(7, null, 0, null, 7, 0, 0, 0, null, null, now()));
    }

    @Test
    void keepsWhatWasWrittenDirectlyUntilTheEventsBeforeItAreSettled() {
        append(1, 1);
        configure("a");
        appendDirectly(delivered("a", 0), 2, 2);
        assertThat(queue.purge(Instant.MAX)).isZero();
        deliver("a");
        assertThat(queue.purge(Instant.MAX)).isEqualTo(2);
        appendDirectly(delivered("a", 0), 3, 3);
        assertThat(queue.standing("a").position()).isEqualTo(3);
    }

    @Test
    void passesOverWhatIsMissingBeforeTheFirstThatWasWrittenDirectly() {
        append(1, 3);
        configure("a");
        queue.configure(Map.of());
        assertThat(queue.purge(Instant.MAX)).isEqualTo(3);
        configure("a");
        appendDirectly(delivered("a", 0), 4, 4);
        assertThat(queue.standing("a").position()).isEqualTo(4);
    }

    @Test
    void makesDeadLettersOfWhatWasRefusedDirectly() {
        configure("a");
        appendDirectly(new DirectSettlement("a", Set.of(0), Map.of(1, "too old")), 1, 2);

        assertThat(queue.standing("a")).isEqualTo(new Standing(2, null, 0, null, 1, 1, 0, 1, null, null, now()));
        DeadLetter letter = queue.deadLetters("a", 0, 10).get(0);
        assertThat(letter.queued().event()).isEqualTo(event(2));
        assertThat(letter.queued().arrived()).isEqualTo(now());
        assertThat(letter).isEqualTo(new DeadLetter("a", letter.queued(), "too old", 1, now(), now()));
        queue.retryDead("a", Set.of(2L));
        deliver("a");
        assertThat(queue.standing("a").delivered()).isEqualTo(2);
    }

    @Test
    void endsATroubleByADirectDeliveryAndByNothingLess() {
        configure("a");
        queue.trouble("a", new Standing.Trouble(3, clock.instant(), "no answer", Standing.Kind.RETRYING));
        appendDirectly(delivered("a"), 1, 1);
        assertThat(queue.standing("a").trouble()).isNotNull();
        appendDirectly(delivered("a", 0), 2, 2);
        assertThat(queue.standing("a").trouble()).isNull();
    }

    @Test
    void storesEventsThatWereWrittenToAConnectionWhichIsForgottenNow() {
        configure("a");
        appendDirectly(delivered("gone", 0), 1, 1);
        assertThat(sequences(unsettled("a").events())).containsExactly(1L);
    }

    @Test
    void forgetsWhatAConnectionHadAheadTogetherWithIt() {
        append(1, 1);
        configure("a");
        appendDirectly(delivered("a", 0), 2, 2);
        queue.configure(Map.of());
        queue.forget("a");
        configure("a");
        assertThat(sequences(unsettled("a").events())).containsExactly(1L, 2L);
    }

    @Test
    void keepsWhatAConnectionHasAheadUnderAnotherName() {
        append(1, 1);
        configure("a");
        appendDirectly(delivered("a", 0), 2, 2);
        queue.configure(Map.of());
        queue.rename("a", "b");
        reopen();
        configure("b");
        assertThat(sequences(unsettled("b").events())).containsExactly(1L);
    }

    @Test
    void settlesADuplicateThatWasWrittenDirectlyNowhere() {
        configure("a");
        append(known(event(1), 1, 1));
        Incoming incoming = queue.incoming(0);
        incoming.add(known(event(1), 1, 1));
        incoming.add(known(event(2), 2, 2));
        incoming.append(List.of(delivered("a", 0, 1))).join();

        assertThat(queue.standing("a").delivered()).isEqualTo(1);
        assertThat(sequences(unsettled("a").events())).containsExactly(1L);
    }
}
