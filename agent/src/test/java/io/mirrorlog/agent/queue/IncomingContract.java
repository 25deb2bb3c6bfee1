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
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a queue makes of events that come: their order, their form, their repetitions. */
abstract class IncomingContract extends QueueContract {

    IncomingContract(EventQueueContract store) {
        super(store);
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
    void tellsBetweenWhichTimesLiesWhatCame() {
        assertThat(queue.last()).isZero();
        assertThat(queue.times(0)).isEqualTo(TimeRange.NONE);
        append(at("2026-11-22T10:00:00.5Z"), at("2026-11-22T09:00:00Z"));
        append(at("2026-11-22T11:00:00Z"), at("2026-11-22T12:00:00.000000007+01:00"), at("2026-11-22T11:00:00Z"));

        assertThat(queue.last()).isEqualTo(5);
        assertThat(queue.times(0)).isEqualTo(range("2026-11-22T09:00:00Z", "2026-11-22T11:00:00.000000007Z"));
        assertThat(queue.times(2)).isEqualTo(range("2026-11-22T11:00:00Z", "2026-11-22T11:00:00.000000007Z"));
        assertThat(queue.times(5)).isEqualTo(TimeRange.NONE);

        reopen();
        append(at("2026-11-20T00:00:00Z"));
        TimeRange all = range("2026-11-20T00:00:00Z", "2026-11-22T11:00:00.000000007Z");
        assertThat(queue.last()).isEqualTo(6);
        assertThat(queue.times(0).and(all)).as("at least").isEqualTo(queue.times(0));
        assertThat(queue.times(5)).isEqualTo(range("2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z"));
    }

    private static Arrival at(String time) {
        Event like = event(1);
        var event = new Event(
                OffsetDateTime.parse(time),
                like.site(),
                like.severity(),
                "at " + time,
                null,
                null,
                null,
                null,
                Event.NONE,
                Event.NONE);
        return new Arrival(event, null);
    }

    private static TimeRange range(String earliest, String latest) {
        return TimeRange.NONE
                .with(TimeRange.moment(Instant.parse(earliest)))
                .with(TimeRange.moment(Instant.parse(latest)));
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
    void neverGivesASequenceTwice() {
        append(1, 3);
        queue.purge(Instant.MAX);
        reopen();

        assertThat(queue.append(arrivals(4, 4)).join()).containsExactly(new Receipt(4, Receipt.Fate.STORED));
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
}
