package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Announcer;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.agent.queue.Start;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of one connection, and in which words, where nothing of it comes back. */
class TellingWitnessWordsTest {

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final List<OwnEvent> told = new ArrayList<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private final TellingWitness witness = witness(queue);

    private TellingWitness witness(EventQueue over) {
        var other = (Witness) Proxy.newProxyInstance(
                Witness.class.getClassLoader(), new Class<?>[] {Witness.class}, (proxy, method, arguments) -> {
                    heard.add(method.getName());
                    return null;
                });
        return new TellingWitness(other, told::add, over, clock, (after, work) -> later.add(work));
    }

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    private Trouble trouble(Kind kind, Duration age) {
        return new Trouble(3, clock.instant().minus(age), "HTTP 503", kind);
    }

    private Batch settled(int events) {
        Batch batch = queue.unsettled("a", events, 100_000, clock.instant());
        queue.settle(Settlement.delivered("a", batch, null));
        return batch;
    }

    private Batch appendedAndSettled() {
        queue.append(QueueSamples.arrivals(1, 1)).join();
        return settled(1);
    }

    private List<String> messages() {
        return told.stream().map(OwnEvent::message).toList();
    }

    @Test
    void theOtherWitnessHearsEverything() {
        Batch batch = appendedAndSettled();
        Trouble trouble = trouble(Kind.RETRYING, Duration.ZERO);
        witness.troubleBegan("a", trouble);
        witness.failed("a", trouble, batch);
        witness.troubleEnded("a", trouble, batch, clock.instant());
        witness.setAside("a", batch.events(), "too odd");
        witness.gap("a", new Gap(1, 2, 2));
        witness.directWritingStopped("a", trouble, false);
        witness.directWritingGoesOn("a");
        witness.queueUnavailable("a", "the disk is full");
        witness.laneBroke("a", "its lane broke");
        assertThat(heard)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Witness.class.getMethods())
                        .map(Method::getName)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | a: up to 1 event between the sequences 7 and 9 is not retained any more, and was never delivered",
                "2 | a: up to 2 events between the sequences 7 and 9 are not retained any more, and were never delivered",
            })
    void countsWhatIsMissing(long events, String message) {
        witness.gap("a", new Gap(7, 9, events));
        assertThat(messages()).containsExactly(message);
    }

    @Test
    void tellsThatALaneBroke() {
        witness.laneBroke("a", "its lane broke: java.lang.Error at x");
        assertThat(messages())
                .containsExactly("a: its lane broke: java.lang.Error at x; nothing is delivered until the agent is"
                        + " restarted");
        assertThat(told.get(0).kind()).isEqualTo(OwnEvent.Kind.CONNECTION_FAILED);
    }

    @Test
    void forgetsWhatItLeftUntoldOnceThatIsCounted() {
        Batch batch = appendedAndSettled();
        witness.failed("a", trouble(Kind.RETRYING, Duration.ZERO), batch);
        witness.troubleEnded("a", trouble(Kind.RETRYING, Duration.ZERO), batch, clock.instant());
        for (int i = 0; i < 2; i++) {
            clock.advance(TellingWitness.QUIET);
            witness.failed("a", trouble(Kind.BLOCKED, Duration.ZERO), batch);
            witness.troubleEnded("a", trouble(Kind.BLOCKED, Duration.ZERO), batch, clock.instant());
        }
        assertThat(told)
                .extracting(event -> event.facts().contains("\"untold\":1"))
                .containsExactly(true, false, false, false);
    }

    @Test
    void tellsTheEndOfATroubleThatARestartHasCutIfThatWasWorthTelling() {
        Batch batch = appendedAndSettled();
        witness.troubleEnded("a", trouble(Kind.RETRYING, Duration.ofSeconds(59)), batch, clock.instant());
        assertThat(told).isEmpty();
        witness.troubleEnded("a", trouble(Kind.RETRYING, Duration.ofSeconds(60)), batch, clock.instant());
        assertThat(messages()).containsExactly("a: delivers again after 60 s, 1 event is late");
    }

    /** What it tells would be delivered, and be another trouble's end. */
    @Test
    void tellsNoEndOfATroubleThatOnlyHeldUpItsOwnEvents() {
        OwnEvent own = OwnEvent.of(OwnEvent.Kind.CONNECTION_PAUSED, "a", "a: delivers nothing");
        new Announcer(queue, "web-1", () -> "id", clock, (after, work) -> work.run()).tell(own);
        witness.troubleEnded("a", trouble(Kind.BLOCKED, Duration.ofHours(1)), settled(1), clock.instant());
        assertThat(told).isEmpty();
    }

    @Test
    void isLiveAgainWhenNothingElseWaits() {
        queue.append(QueueSamples.arrivals(1, 3)).join();
        Batch first = settled(2);
        witness.troubleEnded("a", trouble(Kind.BLOCKED, Duration.ZERO), first, clock.instant());
        Batch last = settled(1);
        witness.troubleEnded("a", trouble(Kind.BLOCKED, Duration.ZERO), last, clock.instant());
        assertThat(told.get(0).facts()).contains("\"state\":\"catching_up\"", "\"delayed_events\":3");
        assertThat(told.get(1).facts()).contains("\"state\":\"live\"", "\"delayed_events\":1");
    }

    @Test
    void countsNoSecondsBackwards() {
        Batch batch = appendedAndSettled();
        Trouble trouble = trouble(Kind.BLOCKED, Duration.ZERO);
        witness.troubleEnded("a", trouble, batch, clock.instant().minusSeconds(5));
        assertThat(messages()).containsExactly("a: delivers again after 0 s, 1 event is late");
    }

    @Test
    void tellsThatItDeliversAgainAlsoWhenTheQueueCannotSayWhatIsLate() {
        var broken = (EventQueue) Proxy.newProxyInstance(
                EventQueue.class.getClassLoader(), new Class<?>[] {EventQueue.class}, (proxy, method, arguments) -> {
                    throw new QueueException("the disk is full");
                });
        Batch batch = appendedAndSettled();
        witness(broken).troubleEnded("a", trouble(Kind.BLOCKED, Duration.ofSeconds(7)), batch, clock.instant());
        assertThat(messages()).containsExactly("a: delivers again after 7 s");
    }

    @Test
    void tellsDeadLettersAMinuteAfterTheLastTimeAndSoOn() {
        List<QueuedEvent> refused = appendedAndSettled().events();
        for (int minute = 0; minute < 3; minute++) {
            witness.setAside("a", refused, "too odd");
            witness.setAside("a", refused, "too odd");
            assertThat(later).hasSize(1);
            clock.advance(TellingWitness.TOGETHER);
            later.remove().run();
        }
        assertThat(told)
                .extracting(event -> event.facts().replaceAll(".*\"events\":(\\d+).*", "$1"))
                .containsExactly("1", "1", "2", "2");
    }

    @Test
    void tellsOnceThatItIsNotWrittenToDirectlyHoweverLongThatLasts() {
        for (int i = 0; i < 3; i++) {
            witness.directWritingStopped("a", trouble(Kind.RETRYING, Duration.ZERO), false);
            clock.advance(TellingWitness.QUIET);
        }
        assertThat(told).hasSize(1);
    }
}
