package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Announcer;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lane whose own troubles come back to it as events, which is where a loop would begin. */
class TellingWitnessTest {

    private static final Outcome BLOCKED = new Outcome.Blocked("HTTP 401");
    private static final Outcome NO_ANSWER = new Outcome.Retry("no answer");

    private final FakeClock clock = new FakeClock();
    private final RecordingWitness other = new RecordingWitness();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<List<String>> taken = new ArrayList<>();
    private Function<List<Entry>, Outcome> destination = entries -> Outcome.DELIVERED;
    private MemoryQueue queue = new MemoryQueue(clock);
    private Lane lane = lane();

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    @Test
    void tellsAtOnceThatADestinationRefusesTheConnectionAndMarksTheGapWhenItIsOver() throws Exception {
        append("1", "2");
        Instant began = clock.instant();
        destination = entries -> BLOCKED;
        lane.deliverNext();
        clock.advance(Duration.ofMinutes(10));
        append("3");
        lane.deliverNext();
        destination = entries -> Outcome.DELIVERED;
        drain();

        assertThat(own()).extracting(OwnTold::action).containsExactly("connection_paused", "connection_recovered");
        assertThat(own().get(0).text())
                .contains("[HIGH] a: delivers nothing until this is mended, events wait in the queue: HTTP 401")
                .contains("\"connection\":\"a\",\"state\":\"paused\",\"before\":\"live\",\"by\":\"destination\"");
        assertThat(own().get(1).text())
                .contains("[LOW] a: delivers again after 600 s, 4 events are late")
                .contains("\"state\":\"catching_up\",\"before\":\"paused\"", "\"failures\":2,\"reason\":\"HTTP 401\"")
                .contains("\"delayed_events\":4,\"delayed_from\":\"" + began + "\",\"delayed_until\":\""
                        + clock.instant() + "\",\"first_sequence\":1,\"last_sequence\":4");
        // In the destination itself: what was late, in order, and then the marker.
        assertThat(taken.stream().flatMap(List::stream))
                .containsExactly(
                        "1",
                        "2",
                        "a: delivers nothing until this is mended, events wait in the queue: HTTP 401",
                        "3",
                        "a: delivers again after 600 s, 4 events are late");
    }

    @Test
    void staysBoundedWhenTheOnlyConnectionThatGetsOwnEventsFailsTenThousandTimes() throws Exception {
        append("1");
        destination = entries -> BLOCKED;
        for (int i = 0; i < 10_000; i++) {
            lane.deliverNext();
            clock.advance(Duration.ofMinutes(5));
        }
        assertThat(own()).hasSize(1);
    }

    @Test
    void staysBoundedWhenItRefusesNothingButItsOwnTroubles() throws Exception {
        append("1");
        boolean[] blocked = {true};
        destination = entries -> {
            blocked[0] = !blocked[0];
            return blocked[0] ? Outcome.DELIVERED : BLOCKED;
        };
        for (int i = 0; i < 10_000; i++) {
            lane.deliverNext();
            clock.advance(Duration.ofMinutes(10));
        }
        assertThat(own()).extracting(OwnTold::action).containsExactly("connection_paused", "connection_recovered");
        assertThat(queue.standing("a").waiting()).isZero();
    }

    @Test
    void tellsNothingOfDeadLettersThatAreItsOwnTroubles() throws Exception {
        append("1");
        destination = entries -> new Outcome.Mixed(
                entries.stream().collect(Collectors.toMap(Entry::sequence, entry -> "too odd")), Set.of());
        for (int i = 0; i < 100; i++) {
            lane.deliverNext();
            clock.advance(Duration.ofMinutes(10));
        }
        assertThat(own()).extracting(OwnTold::action).containsExactly("dead_letters");
        assertThat(queue.standing("a").dead()).isEqualTo(2);
    }

    @Test
    void tellsOfRetriesOnlyWhenTheyLastAndNothingOfABlip() throws Exception {
        append("1");
        destination = entries -> NO_ANSWER;
        lane.deliverNext();
        clock.advance(TellingWitness.LASTING.minusMillis(1));
        lane.deliverNext();
        destination = entries -> Outcome.DELIVERED;
        drain();
        assertThat(own()).isEmpty();

        append("2");
        destination = entries -> NO_ANSWER;
        lane.deliverNext();
        clock.advance(TellingWitness.LASTING);
        lane.deliverNext();
        lane.deliverNext();
        assertThat(own()).extracting(OwnTold::action).containsExactly("connection_retrying");
        assertThat(own().get(0).text()).contains("\"untold\":1");
    }

    @Test
    void tellsThatATroubleHasBecomeWorse() throws Exception {
        append("1");
        destination = entries -> NO_ANSWER;
        lane.deliverNext();
        clock.advance(TellingWitness.LASTING);
        lane.deliverNext();
        destination = entries -> BLOCKED;
        lane.deliverNext();
        destination = entries -> {
            throw new IllegalStateException();
        };
        lane.deliverNext();
        destination = entries -> NO_ANSWER;
        lane.deliverNext();
        assertThat(own())
                .extracting(OwnTold::action)
                .containsExactly("connection_retrying", "connection_paused", "connection_failed");
        assertThat(own().get(1).text()).contains("\"state\":\"paused\",\"before\":\"retrying\"");
    }

    @Test
    void tellsOneOfManyTroublesThatComeAndGoAndCountsTheOthers() throws Exception {
        for (int i = 0; i < 30; i++) {
            append("event " + i);
            destination = entries -> BLOCKED;
            lane.deliverNext();
            destination = entries -> Outcome.DELIVERED;
            drain();
            clock.advance(Duration.ofSeconds(20));
        }
        assertThat(own())
                .extracting(OwnTold::action)
                .containsExactly(
                        "connection_paused", "connection_recovered", "connection_paused", "connection_recovered");
        assertThat(own().get(2).text()).contains("\"untold\":14");
    }

    @Test
    void tellsATroubleThatItKeptBackWhenThatGoesOn() throws Exception {
        append("1");
        destination = entries -> BLOCKED;
        lane.deliverNext();
        destination = entries -> Outcome.DELIVERED;
        drain();
        append("2");
        destination = entries -> BLOCKED;
        lane.deliverNext();
        assertThat(own()).hasSize(2);
        clock.advance(TellingWitness.QUIET);
        lane.deliverNext();
        assertThat(own())
                .extracting(OwnTold::action)
                .containsExactly("connection_paused", "connection_recovered", "connection_paused");
    }

    @Test
    void marksTheGapOfATroubleThatARestartHasCut() throws Exception {
        append("1");
        destination = entries -> BLOCKED;
        lane.deliverNext();
        queue = queue.reopened();
        configure();
        lane = lane();
        destination = entries -> Outcome.DELIVERED;
        drain();
        assertThat(own()).extracting(OwnTold::action).containsExactly("connection_paused", "connection_recovered");
    }

    @Test
    void tellsDeadLettersOfAMinuteTogether() throws Exception {
        destination = entries -> new Outcome.Mixed(
                entries.stream()
                        .filter(entry -> !OwnEvent.is(entry.event()))
                        .collect(Collectors.toMap(Entry::sequence, entry -> "too odd")),
                Set.of());
        for (int i = 1; i <= 5; i++) {
            append("event " + i);
            drain();
        }
        assertThat(own()).hasSize(1);
        assertThat(later).hasSize(1);
        clock.advance(TellingWitness.TOGETHER);
        later.remove().run();
        assertThat(own()).extracting(OwnTold::action).containsExactly("dead_letters", "dead_letters");
        assertThat(own().get(1).text())
                .contains("[MEDIUM] a: 4 events were refused for good and set aside: too odd")
                .contains("\"events\":4,\"first_sequence\":3,\"last_sequence\":6,\"reason\":\"too odd\"");
    }

    @Test
    void tellsAtItsEndWhatItHasCounted() {
        List<OwnEvent> told = new ArrayList<>();
        var witness = new TellingWitness(other, told::add, queue, clock, (after, work) -> {});
        append("1", "2", "3");
        for (QueuedEvent refused : queue.readForward(0, 3)) {
            witness.setAside("a", List.of(refused), "too odd");
        }
        witness.end("a");
        witness.end("a");
        assertThat(told)
                .extracting(OwnEvent::message)
                .containsExactly(
                        "a: 1 event was refused for good and set aside: too odd",
                        "a: 2 events were refused for good and set aside: too odd");
    }

    @Test
    void tellsWhatItsConnectionHasMissedBeforeItGoesOn() throws Exception {
        queue.configure(Map.of("a", new Start.Now(), "b", new Start.Now()));
        append("1");
        drain();
        queue.configure(Map.of("b", new Start.Now()));
        append("2", "3", "4");
        queue.settle(Settlement.delivered("b", queue.unsettled("b", 10, 100_000, clock.instant()), null));
        clock.advance(Duration.ofHours(1));
        queue.purge(clock.instant());
        append("5");
        configure();
        lane = lane();
        drain();
        drain();
        assertThat(own()).extracting(OwnTold::action).containsExactly("gap_found");
        assertThat(own().get(0).text())
                .contains("[CRITICAL] a: up to 3 events between the sequences 2 and 4 are not retained any more")
                .contains("\"events\":3,\"first_sequence\":2,\"last_sequence\":4");
        assertThat(other.heard()).containsExactly("gap of 3 from 2 to 4");
    }

    @Test
    void tellsThatDirectWritingStoppedAndWhenItGoesOnButNotEachTimeThatItFlaps() {
        Instant began = clock.instant();
        TellingWitness witness = witness();
        var trouble = new Trouble(5, began, "no answer", Kind.RETRYING);
        for (int i = 0; i < 100; i++) {
            witness.directWritingStopped("a", trouble, false);
            clock.advance(Duration.ofSeconds(1));
            witness.directWritingGoesOn("a");
        }
        assertThat(own())
                .extracting(OwnTold::action)
                .containsExactly("direct_writing_stopped", "direct_writing_resumed");
        assertThat(own().get(0).text())
                .contains("[MEDIUM] a: is not written to directly for the time being, events go through the queue")
                .contains("\"failures\":5,\"reason\":\"no answer\",\"on_failure\":\"queue\"");
        assertThat(own().get(1).text())
                .contains("\"since\":\"" + began + "\",\"until\":\"" + began.plusSeconds(1) + "\"");

        clock.advance(Duration.ofMinutes(5));
        witness.directWritingStopped("a", trouble, true);
        assertThat(own()).hasSize(3);
        assertThat(own().get(2).text()).contains("and no event is taken");
    }

    @Test
    void passesEverythingOn() throws Exception {
        append("1");
        destination = entries -> BLOCKED;
        lane.deliverNext();
        destination = entries -> new Outcome.Mixed(Map.of(1L, "too odd"), Set.of());
        lane.deliverNext();
        assertThat(other.heard()).containsExactly("began BLOCKED: HTTP 401", "ended after 1", "set aside 1: too odd");
    }

    private record OwnTold(String action, String text) {

        static OwnTold of(QueuedEvent queued) {
            Event event = queued.event();
            String action = String.valueOf(event.action());
            return new OwnTold(action, "[" + event.severity() + "] " + event.message() + event.metadata());
        }
    }

    private List<OwnTold> own() {
        return queue.readForward(0, 100_000).stream()
                .filter(queued -> OwnEvent.is(queued.event()))
                .map(OwnTold::of)
                .toList();
    }

    private void append(String... messages) {
        for (String message : messages) {
            queue.append(List.of(new Arrival(QueueSamples.event("shop", message), null)))
                    .join();
        }
    }

    private void drain() throws InterruptedException {
        for (int i = 0; i < 50 && !(lane.deliverNext() instanceof Rest.UntilWoken); i++) {
            assertThat(i).isLessThan(49);
        }
    }

    private TellingWitness witness() {
        // The agent's own thread for it runs at once here.
        var announcer = new Announcer(queue, "web-1", () -> "id", clock, (after, work) -> work.run());
        return new TellingWitness(other, announcer, queue, clock, (after, work) -> later.add(work));
    }

    private Lane lane() {
        Connector connector = entries -> {
            Outcome outcome = destination.apply(entries);
            if (outcome instanceof Outcome.Delivered) {
                taken.add(entries.stream().map(Entry::text).toList());
            }
            return outcome;
        };
        var conduct = new Lane.Conduct(
                new Rendering(null, (text, event, identifier, sequence) -> text.append(event.message())),
                new Limits(2, 100_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                witness());
        return new Lane("a", queue, connector, conduct, clock, () -> 1);
    }
}
