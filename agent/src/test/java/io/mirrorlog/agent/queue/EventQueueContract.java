package io.mirrorlog.agent.queue;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static io.mirrorlog.agent.queue.QueueSamples.event;
import static io.mirrorlog.agent.queue.QueueSamples.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of the queue must do. */
public abstract class EventQueueContract {

    protected static final long MANY = 1 << 20;
    protected static final Start EARLIEST = new Start.Earliest();

    protected final FakeClock clock = new FakeClock();
    protected EventQueue queue = new MemoryQueue(clock);

    /** The store of this test, with what an earlier queue left in it; repetitions are known for 24 hours. */
    protected abstract EventQueue open();

    @BeforeEach
    void openQueue() {
        queue = open();
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    protected final void reopen() {
        queue.close();
        queue = open();
    }

    protected final List<Receipt> append(Arrival... arrivals) {
        return queue.append(List.of(arrivals)).join();
    }

    protected final void append(int first, int last) {
        queue.append(arrivals(first, last)).join();
    }

    protected final Batch unsettled(String connection) {
        return queue.unsettled(connection, 1000, MANY, clock.instant());
    }

    protected final void configure(String... names) {
        queue.configure(Set.of(names).stream().collect(Collectors.toMap(name -> name, n -> EARLIEST)));
    }

    protected static List<Long> sequences(List<QueuedEvent> events) {
        return events.stream().map(QueuedEvent::sequence).toList();
    }

    private static Long[] range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toArray(Long[]::new);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void deliver(String connection) {
        queue.settle(Settlement.delivered(connection, unsettled(connection), null));
    }

    private Settlement except(Batch batch, Map<Long, String> refused, Set<Long> again, Duration due) {
        return new Settlement("a", batch, refused, again, clock.instant().plus(due), null);
    }

    @Test
    void givesConsecutiveSequencesInTheOrderOfTheArrivals() {
        append(1, 3);
        List<Receipt> receipts = queue.append(arrivals(4, 6)).join();

        assertThat(receipts).extracting(Receipt::sequence).containsExactly(4L, 5L, 6L);
        assertThat(receipts).extracting(Receipt::fate).containsOnly(Receipt.Fate.STORED);
        assertThat(queue.readForward(0, 10))
                .extracting(queued -> queued.event().message())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 6)
                        .mapToObj(number -> "message " + number)
                        .toList());
    }

    @Test
    void keepsEveryEventAsItCame() {
        Event odd = new Event(
                OffsetDateTime.parse("1900-01-01T00:00:00.000000001-11:59"),
                "a b.c",
                Severity.CRITICAL,
                "\u0000\u001b[31m line\r\n\ud800 \ud83d\ude00 \u2028 ]{ \\",
                null,
                null,
                null,
                null,
                Event.NONE,
                "{\"test\":true}");
        append(new Arrival(odd, null), new Arrival(event(2), null));
        configure("a");

        List<QueuedEvent> live = unsettled("a").events();
        reopen();
        List<QueuedEvent> read = queue.readForward(0, 10);

        assertThat(read).extracting(QueuedEvent::event).containsExactly(odd, event(2));
        assertThat(read.get(0).arrived()).isEqualTo(clock.instant().truncatedTo(ChronoUnit.MICROS));
        assertThat(live).isEqualTo(read);
    }

    @Test
    void takesAnAppendOfNothing() {
        assertThat(queue.append(List.of()).join()).isEmpty();
    }

    @Test
    void callsBackAfterEachCommitThatStoredEvents() {
        var calls = new AtomicInteger();
        queue.onAppended(calls::incrementAndGet);
        append(1, 3);
        append(known(event(4), 1, 1));
        append(known(event(4), 1, 1));
        queue.configure(Map.of());

        assertThat(calls).hasValue(2);
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
    void settlesWhatAFilterKeptBackWithoutCountingIt() {
        append(1, 3);
        configure("a");
        queue.settle(new Settlement("a", unsettled("a"), Map.of(), Set.of(), Set.of(1L, 3L), Instant.EPOCH, null));

        assertThat(queue.standing("a")).isEqualTo(new Standing(3, null, 0, null, 1, 0, 0, 0, null, null, now()));
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
    void storesARepetitionOnce() {
        assertThat(append(known(event(1), 7, 70), known(event(1), 7, 70)))
                .containsExactly(new Receipt(1, Receipt.Fate.STORED), new Receipt(0, Receipt.Fate.DUPLICATE));
        assertThat(append(known(event(1), 7, 70), known(event(2), 8, 70)))
                .containsExactly(new Receipt(0, Receipt.Fate.DUPLICATE), new Receipt(2, Receipt.Fate.STORED));
        reopen();
        assertThat(append(known(event(1), 7, 70))).containsExactly(new Receipt(0, Receipt.Fate.DUPLICATE));
        assertThat(queue.status().events()).isEqualTo(2);
    }

    @Test
    void marksAnIdThatIsUsedForOtherContent() {
        Event marked = event(3).marked("{\"test\":true}");
        append(known(event(1), 7, 70));
        assertThat(append(known(event(2), 7, 71), known(marked, 7, 72)))
                .containsExactly(new Receipt(2, Receipt.Fate.ID_REUSED), new Receipt(3, Receipt.Fate.ID_REUSED));
        assertThat(append(known(event(1), 7, 70), known(event(2), 7, 71)))
                .extracting(Receipt::fate)
                .containsOnly(Receipt.Fate.DUPLICATE);
        configure("a");

        assertThat(unsettled("a").events())
                .extracting(queued -> queued.event().marks())
                .containsExactly("{}", "{\"id_reused\":true}", "{\"test\":true,\"id_reused\":true}");
        assertThat(queue.readForward(0, 10)).isEqualTo(unsettled("a").events());
    }

    @Test
    void forgetsRepetitionsAfterTheirTime() {
        append(known(event(1), 7, 70));
        clock.advance(Duration.ofHours(24));
        assertThat(append(known(event(1), 7, 70)).get(0).fate()).isEqualTo(Receipt.Fate.DUPLICATE);
        clock.advance(Duration.ofSeconds(2));
        assertThat(append(known(event(1), 7, 70)).get(0).fate()).isEqualTo(Receipt.Fate.STORED);
        queue.purge(Instant.EPOCH);
        reopen();
        assertThat(append(known(event(1), 7, 70)).get(0).fate()).isEqualTo(Receipt.Fate.DUPLICATE);
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
    void neverGivesASequenceTwice() {
        append(1, 3);
        queue.purge(Instant.MAX);
        reopen();

        assertThat(queue.append(arrivals(4, 4)).join()).containsExactly(new Receipt(4, Receipt.Fate.STORED));
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

    private List<Receipt> appendDirectly(DirectSettlement settlement, int first, int last) {
        Incoming incoming = queue.incoming(0);
        arrivals(first, last).forEach(incoming::add);
        return incoming.append(List.of(settlement)).join();
    }

    private static DirectSettlement delivered(String connection, Integer... places) {
        return new DirectSettlement(connection, Set.of(places), Map.of());
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

    @Test
    void tellsWhatWouldBecomeOfEventsWithoutStoringThem() {
        append(known(event(1), 1, 1));
        Incoming incoming = queue.incoming(0);
        incoming.add(known(event(1), 1, 1));
        incoming.add(known(event(2), 1, 2));
        incoming.add(known(event(3), 3, 3));
        incoming.add(known(event(3), 3, 3));
        incoming.add(known(event(4), 3, 4));
        incoming.add(new Arrival(event(5), null));
        List<Receipt.Fate> fates = incoming.fates().join();

        assertThat(fates)
                .containsExactly(
                        Receipt.Fate.DUPLICATE,
                        Receipt.Fate.ID_REUSED,
                        Receipt.Fate.STORED,
                        Receipt.Fate.DUPLICATE,
                        Receipt.Fate.ID_REUSED,
                        Receipt.Fate.STORED);
        assertThat(incoming.event(1, fates.get(1)).marks()).isEqualTo("{\"id_reused\":true}");
        assertThat(incoming.event(2, fates.get(2))).isEqualTo(event(3));
        assertThat(queue.status().events()).isEqualTo(1);
        assertThat(incoming.append().join()).extracting(Receipt::fate).isEqualTo(fates);
        assertThat(queue.readForward(1, 1).get(0).event()).isEqualTo(incoming.event(1, fates.get(1)));
    }

    @Test
    void remembersNothingOfEventsThatWereOnlyLookedAt() {
        Incoming incoming = queue.incoming(0);
        incoming.add(known(event(1), 1, 1));
        incoming.fates().join();
        assertThat(append(known(event(1), 1, 1)).get(0).fate()).isEqualTo(Receipt.Fate.STORED);
    }

    @Test
    void refusesEverythingOnceClosed() {
        append(1, 1);
        configure("a");
        queue.close();

        assertThatThrownBy(() -> append(2, 2)).hasCauseInstanceOf(QueueException.class);
        Incoming incoming = queue.incoming(0);
        incoming.add(arrivals(2, 2).get(0));
        assertThatThrownBy(() -> incoming.fates().join()).hasCauseInstanceOf(QueueException.class);
        assertThatThrownBy(() -> unsettled("a")).isInstanceOf(QueueException.class);
        assertThatThrownBy(() -> queue.purge(Instant.MAX)).isInstanceOf(QueueException.class);
        queue.close();
    }

    @Test
    void acknowledgesEachOfManyThreadsOnce() throws Exception {
        int threads = 4;
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var tasks = new ArrayList<Callable<@Nullable Void>>();
            for (int thread = 0; thread < threads; thread++) {
                int site = thread;
                tasks.add(() -> {
                    appendAsSite("site-" + site);
                    return null;
                });
            }
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            pool.shutdown();
        }

        List<QueuedEvent> all = queue.readForward(0, 10_000);
        assertThat(sequences(all)).containsExactly(range(1, 400));
        for (int thread = 0; thread < threads; thread++) {
            String site = "site-" + thread;
            assertThat(all.stream().map(QueuedEvent::event).filter(e -> e.site().equals(site)))
                    .extracting(Event::message)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 100).mapToObj(n -> "m" + n).toList());
        }
    }

    private void appendAsSite(String site) {
        long last = 0;
        for (int number = 0; number < 100; number += 2) {
            List<Receipt> receipts = append(
                    new Arrival(event(site, "m" + number), null), new Arrival(event(site, "m" + (number + 1)), null));
            assertThat(receipts.get(0).sequence()).isGreaterThan(last);
            assertThat(receipts.get(1).sequence()).isEqualTo(receipts.get(0).sequence() + 1);
            last = receipts.get(1).sequence();
        }
    }
}
