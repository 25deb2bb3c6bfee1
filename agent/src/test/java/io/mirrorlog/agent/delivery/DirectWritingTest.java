package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DirectWritingTest {

    private static final Outcome NO = new Outcome.Retry("HTTP 503");

    private final FakeClock clock = new FakeClock();
    private final ManualMeans means = new ManualMeans(clock);
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final ScriptedConnector a = new ScriptedConnector();
    private final ScriptedConnector b = new ScriptedConnector();
    private final List<String> timed = new ArrayList<>();
    private final DirectWriting writing = new DirectWriting(clock, new Timings() {
        @Override
        public void delivered(String connection, List<QueuedEvent> events, Instant now) {}

        @Override
        public void direct(String connection, Direct what, int events, Duration took) {
            if (events > 0) {
                timed.add(connection + " " + what + " " + events);
            }
        }
    });

    DirectWritingTest() {
        queue.configure(Map.of("a", new Start.Now(), "b", new Start.Now(), "queued", new Start.Now()));
    }

    @Test
    void writesToAllBeforeItStoresAndLeavesNothingToTheirLanes() {
        writing.add(lane("a", a, false));
        writing.add(lane("b", b, false));
        DirectReceipt receipt = written(event("1"), event("2")).join();

        assertThat(receipt.delivered()).containsExactly(Map.entry("a", true), Map.entry("b", true));
        assertThat(receipt.receipts()).extracting(Receipt::sequence).containsExactly(1L, 2L);
        assertThat(a.offered()).isEqualTo(b.offered()).containsExactly(List.of("1", "2"));
        assertThat(waiting("a")).isEmpty();
        assertThat(waiting("b")).isEmpty();
        assertThat(waiting("queued")).containsExactly("1", "2");
        assertThat(timed).containsExactly("a DELIVERED 2", "b DELIVERED 2");
    }

    @Test
    void storesNothingBeforeTheDestinationHasAnswered() {
        a.answers(entries -> {
            assertThat(queue.status().events()).isZero();
            return Outcome.DELIVERED;
        });
        writing.add(lane("a", a, false));
        written(event("1")).join();
        assertThat(queue.status().events()).isEqualTo(1);
    }

    @Test
    void leavesToTheLaneWhatDidNotGetThere() {
        a.answers(new Outcome.Mixed(Map.of(-3L, "too old"), Set.of(-1L)));
        b.answers(NO);
        writing.add(lane("a", a, false));
        writing.add(lane("b", b, false));
        DirectReceipt receipt = written(event("1"), event("2"), event("3")).join();

        assertThat(receipt.delivered()).containsExactly(Map.entry("a", false), Map.entry("b", false));
        assertThat(waiting("a")).containsExactly("3");
        assertThat(waiting("b")).containsExactly("1", "2", "3");
        assertThat(queue.deadLetters("a", 0, 10)).hasSize(1);
        assertThat(means.heard()).containsExactly("set aside 1: too old");
        assertThat(timed).containsExactly("a DELIVERED 1", "a QUEUED 1", "b QUEUED 3");
    }

    @Test
    void takesNothingWhenOneThatMustHaveItHasItNot() {
        b.answers(NO, new Outcome.Mixed(Map.of(-1L, "too long"), Set.of()));
        writing.add(lane("a", a, false));
        writing.add(lane("b", b, true));
        assertThatThrownBy(() -> written(known("1")).join())
                .hasCauseInstanceOf(DirectRejection.class)
                .hasMessageContaining("b does not have the events: HTTP 503");
        assertThatThrownBy(() -> written(known("1")).join()).hasMessageContaining("too long");
        assertThat(queue.status().events()).isZero();
        assertThat(timed).containsExactly("b REJECTED 1", "b REJECTED 1");

        assertThat(written(known("1")).join().receipts().get(0).fate()).isEqualTo(Receipt.Fate.STORED);
        assertThat(a.offered()).hasSize(3); // it had them twice for nothing
    }

    @Test
    void writesNowhereWhatItCannotWriteToOneThatMustHaveIt() {
        writing.add(lane("a", a, false));
        writing.add(lane("b", b, true));
        queue.pause("b", "the disk is moved");
        assertThatThrownBy(() -> written(event("1")).join()).hasMessageContaining("it is paused");
        assertThat(a.offered()).isEmpty();
    }

    @Test
    void tellsWhenItMayBeWorthAnotherTry() {
        b.answers(new Outcome.Retry("HTTP 429", Duration.ofMinutes(1)));
        writing.add(lane("b", b, true));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> written(event("1")).join())
                    .cause()
                    .isInstanceOfSatisfying(
                            DirectRejection.class,
                            rejection -> assertThat(rejection.retryAfter()).isEqualTo(Duration.ofMinutes(1)));
        }
        assertThat(b.offered()).hasSize(1);
    }

    @Test
    void writesNoRepetition() {
        writing.add(lane("a", a, false));
        written(known("1")).join();
        DirectReceipt again = written(known("1"), known("2"), known("2")).join();
        assertThat(a.offered()).containsExactly(List.of("1"), List.of("2"));
        assertThat(again.receipts())
                .extracting(Receipt::fate)
                .containsExactly(Receipt.Fate.DUPLICATE, Receipt.Fate.STORED, Receipt.Fate.DUPLICATE);
        assertThat(again.delivered()).containsExactly(Map.entry("a", false));
        assertThat(written(known("1")).join().delivered()).containsExactly(Map.entry("a", false));
        assertThat(a.offered()).hasSize(2);
    }

    @Test
    void marksAnEventWhoseIdWasUsedForAnotherInTheMirrorAsInTheQueue() {
        var rendering = new Rendering(null, (text, event, identifier, sequence) -> text.append(event.marks()));
        writing.add(lane("a", a, false, rendering));
        written(known("1")).join();
        written(QueueSamples.known(QueueSamples.event("shop", "other"), "1".hashCode(), 2))
                .join();
        assertThat(a.offered()).containsExactly(List.of("{}"), List.of("{\"id_reused\":true}"));
        assertThat(queue.readBackward(100, 1).get(0).event().marks()).isEqualTo("{\"id_reused\":true}");
    }

    @Test
    void letsRequestsWithTheSameIdTakeTurns() {
        writing.add(lane("a", a, false));
        List<CompletableFuture<DirectReceipt>> others = new ArrayList<>();
        a.answers(entries -> {
            others.add(begun(known("1")).write());
            others.add(begun(known("1"), known("2")).write());
            return Outcome.DELIVERED;
        });
        DirectReceipt first = written(known("1")).join();
        means.run();
        assertThat(first.receipts().get(0).fate()).isEqualTo(Receipt.Fate.STORED);
        assertThat(others).hasSize(2).allMatch(CompletableFuture::isDone);
        assertThat(others.get(0).join().receipts()).extracting(Receipt::fate).containsExactly(Receipt.Fate.DUPLICATE);
        assertThat(a.offered()).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void writesNothingThatCouldNotBeStored() {
        writing.add(lane("a", a, false));
        queue.close();
        assertThatThrownBy(() -> written(event("1")).join()).hasCauseInstanceOf(QueueException.class);
        assertThat(a.offered()).isEmpty();
    }

    @Test
    void writesAgainWhatWasDeliveredButNotStoredAsNobodyWasToldSo() {
        writing.add(lane("a", a, false));
        var dies = new DyingIncoming(queue.incoming(0));
        DirectWriting.Request request = writing.begin(dies);
        request.accept(known("1"));
        CompletableFuture<DirectReceipt> answer = request.write();
        means.run();
        assertThat(answer).isCompletedExceptionally();
        assertThat(queue.status().events()).isZero();

        assertThat(written(known("1")).join().receipts().get(0).fate()).isEqualTo(Receipt.Fate.STORED);
        assertThat(a.offered()).containsExactly(List.of("1"), List.of("1"));
        assertThat(waiting("a")).isEmpty();
    }

    /** The agent dies between the delivery and the commit. */
    private record DyingIncoming(Incoming sound) implements Incoming {

        @Override
        public void add(Arrival arrival) {
            sound.add(arrival);
        }

        @Override
        public boolean isEmpty() {
            return sound.isEmpty();
        }

        @Override
        public CompletableFuture<List<Receipt>> append(List<DirectSettlement> settlements) {
            return CompletableFuture.failedFuture(new QueueException("killed"));
        }

        @Override
        public CompletableFuture<List<Receipt.Fate>> fates() {
            return sound.fates();
        }

        @Override
        public Event event(int index, Receipt.Fate fate) {
            return sound.event(index, fate);
        }
    }

    @Test
    void holdsNoRequestUpForADestinationThatHangs() {
        a.answers(entries -> {
            means.pass(Duration.ofSeconds(2));
            for (int i = 0; i < 10; i++) {
                assertThat(written(event("next")).join().delivered()).containsExactly(Map.entry("a", false));
            }
            boolean unused = Thread.interrupted();
            return Outcome.DELIVERED;
        });
        writing.add(lane("a", a, false));
        assertThat(written(event("first")).join().delivered()).containsExactly(Map.entry("a", false));
        assertThat(waiting("a")).hasSize(11).startsWith("first", "next");
    }

    @Test
    void writesNoMoreToAConnectionThatIsRemoved() {
        writing.add(lane("a", a, false));
        writing.add(lane("b", b, false));
        writing.remove("a");
        writing.remove("unknown");
        assertThat(written(event("1")).join().delivered()).containsExactly(Map.entry("b", true));
        assertThat(waiting("a")).containsExactly("1");
        writing.close();
        assertThat(writing.isIdle()).isTrue();
    }

    private static Arrival event(String message) {
        return new Arrival(QueueSamples.event("shop", message), null);
    }

    private static Arrival known(String message) {
        return QueueSamples.known(QueueSamples.event("shop", message), message.hashCode(), 1);
    }

    private DirectWriting.Request begun(Arrival... arrivals) {
        DirectWriting.Request request = writing.begin(queue.incoming(0));
        List.of(arrivals).forEach(request);
        return request;
    }

    private CompletableFuture<DirectReceipt> written(Arrival... arrivals) {
        CompletableFuture<DirectReceipt> receipt = begun(arrivals).write();
        means.run();
        return receipt;
    }

    /** What a connection's lane would get. */
    private List<String> waiting(String connection) {
        Batch batch = queue.unsettled(connection, 100, 1 << 20, clock.instant());
        return batch.events().stream().map(queued -> queued.event().message()).toList();
    }

    private DirectLane lane(String connection, Connector to, boolean rejects) {
        return lane(
                connection,
                to,
                rejects,
                new Rendering(null, (text, event, identifier, sequence) -> text.append(event.message())));
    }

    private DirectLane lane(String connection, Connector to, boolean rejects, Rendering rendering) {
        var conduct = new DirectLane.Conduct(
                rendering,
                new Limits(100, 10_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                Duration.ofSeconds(2),
                rejects);
        return new DirectLane(connection, queue, to, () -> {}, conduct, means.means());
    }
}
