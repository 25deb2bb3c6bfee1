package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaneTest {

    private static final Outcome NO_ANSWER = new Outcome.Retry("no answer");

    private final FakeClock clock = new FakeClock();
    private final ScriptedConnector connector = new ScriptedConnector();
    private final RecordingWitness witness = new RecordingWitness();
    private MemoryQueue queue = new MemoryQueue(clock);
    private Lane lane = lane(queue, connector, new Limits(3, 1_000, Duration.ZERO));

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    @Test
    void deliversInOrderABatchAtATime() throws Exception {
        append("1", "2", "3", "4");
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("4"));
        assertThat(standing().delivered()).isEqualTo(4);
    }

    @Test
    void restsUntilWokenWhenNothingWaits() throws Exception {
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilWoken(null));
    }

    @Test
    void movesNothingWhenThereIsNoAnswer() throws Exception {
        append("1");
        connector.answers(NO_ANSWER);
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(1)));
        assertThat(standing().position()).isZero();
        assertThat(standing().trouble()).isNotNull();
        drain();
        assertThat(standing().delivered()).isEqualTo(1);
        assertThat(standing().trouble()).isNull();
    }

    @Test
    void waitsLongerAfterEachFailure() throws Exception {
        append("1");
        connector.answers(NO_ANSWER, NO_ANSWER, NO_ANSWER);
        assertThat(List.of(lane.deliverNext(), lane.deliverNext(), lane.deliverNext()))
                .extracting(rest -> ((Rest.AfterFailure) rest).time().toSeconds())
                .containsExactly(1L, 2L, 4L);
    }

    @Test
    void staysPatientAcrossARestart() throws Exception {
        append("1");
        connector.answers(NO_ANSWER, NO_ANSWER, NO_ANSWER);
        lane.deliverNext();
        lane.deliverNext();
        queue = queue.reopened();
        configure();
        lane = lane(queue, connector, new Limits(3, 1_000, Duration.ZERO));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(4)));
    }

    @Test
    void waitsAsLongAsTheDestinationAsks() throws Exception {
        append("1");
        connector.answers(new Outcome.Retry("HTTP 429", Duration.ofMinutes(10)));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofMinutes(10)));
    }

    @Test
    void neverWaitsLessThanItsOwnBackoff() throws Exception {
        append("1");
        connector.answers(new Outcome.Retry("HTTP 429", Duration.ofMillis(1)));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(1)));
    }

    @Test
    void probesABlockedConnectionSlowly() throws Exception {
        append("1");
        connector.answers(new Outcome.Blocked("HTTP 401"));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofMinutes(5)));
        assertThat(standing().position()).isZero();
        assertThat(kind()).isEqualTo(Standing.Kind.BLOCKED);
        drain();
        assertThat(connector.offered()).hasSize(2);
        assertThat(witness.heard()).containsExactly("began BLOCKED: HTTP 401", "ended after 1");
    }

    @Test
    void deliversNothingWhileAnAdminLetsItWait() throws Exception {
        append("1");
        queue.pause("a", "the disk is moved");
        assertThat(lane.deliverNext()).isEqualTo(new Rest.UntilRoused());
        assertThat(connector.offered()).isEmpty();
        queue.resume("a");
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1"));
    }

    @Test
    void setsTheRefusedAsideAndGoesOn() throws Exception {
        append("1", "2", "3", "4");
        connector.answers(new Outcome.Mixed(Map.of(2L, "too old"), Set.of()));
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("4"));
        assertThat(queue.deadLetters("a", 0, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(2L);
        assertThat(witness.heard()).containsExactly("set aside 1: too old");
    }

    @Test
    void offersAgainOnlyWhatTheDestinationWantsAgain() throws Exception {
        append("1", "2", "3");
        connector.answers(new Outcome.Mixed(Map.of(), Set.of(2L)));
        drain();
        assertThat(lane.deliverNext())
                .isEqualTo(new Rest.UntilWoken(clock.instant().plusSeconds(1)));
        clock.advance(Duration.ofSeconds(1));
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("2"));
    }

    @Test
    void halvesWhatIsTooLargeAndRefusesOneThatIsTooLargeAlone() throws Exception {
        append("1", "2", "3");
        connector.answers(new Outcome.TooLarge("413"), new Outcome.TooLarge("413"));
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("1"), List.of("2", "3"));
        assertThat(queue.deadLetters("a", 0, 10)).extracting(DeadLetter::reason).containsExactly("413");
    }

    @Test
    void offersTheRestAgainWhenOnlyTheFirstArrived() throws Exception {
        append("1", "2", "3");
        connector.answers(new Outcome.Delivered(1, "one"));
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("2", "3"));
        assertThat(standing().bookmark()).isEqualTo("one");
    }

    @Test
    void storesABookmarkThatComesBeforeTheFirstEntry() throws Exception {
        append("1");
        connector.answers(new Outcome.Delivered(0, "begin"));
        lane.deliverNext();
        assertThat(standing().bookmark()).isEqualTo("begin");
        assertThat(standing().position()).isZero();
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1"), List.of("1"));
    }

    @Test
    void handsTheStoredBookmarkBackOnceAfterAStart() throws Exception {
        append("1", "2", "3", "4");
        connector.answers(new Outcome.Delivered("three"));
        drain();
        assertThat(connector.resumed()).containsExactly((String) null);
        lane = lane(queue, connector, new Limits(3, 1_000, Duration.ZERO));
        append("5");
        drain();
        assertThat(connector.resumed()).containsExactly(null, "three");
    }

    @Test
    void tellsTheConnectorWhatIsStoredWhenADeliveryCouldNotBeSettled() throws Exception {
        append("1");
        var failing = FailingSettlements.of(queue, 1);
        lane = lane(failing, connector, new Limits(3, 1_000, Duration.ZERO));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(1)));
        drain();
        assertThat(connector.resumed()).containsExactly(null, null);
        assertThat(connector.offered()).containsExactly(List.of("1"), List.of("1"));
        assertThat(witness.heard()).containsExactly("queue: the disk is full");
    }

    @Test
    void makesTheNextBatchReadyWhileOneIsBeingSettled() throws Exception {
        List<String> steps = new ArrayList<>();
        var rendering = new Rendering(null, (text, event, identifier, sequence) -> {
            steps.add("render " + event.message());
            text.append(event.message());
        });
        lane = lane(watched(steps), connector, new Limits(1, 1_000, Duration.ZERO), rendering);
        append("1", "2", "3");
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1"), List.of("2"), List.of("3"));
        assertThat(steps)
                .containsExactly(
                        "render 1",
                        "settling",
                        "render 2",
                        "waited",
                        "settling",
                        "waited",
                        "render 3",
                        "settling",
                        "waited");
    }

    /** The queue, telling when it is asked to settle something and when somebody waits for that. */
    private EventQueue watched(List<String> steps) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (!method.getName().equals("settling")) {
                return method.invoke(queue, arguments);
            }
            steps.add("settling");
            return new CompletableFuture<Void>() {
                @Override
                public Void join() {
                    steps.add("waited");
                    queue.settle((Settlement) arguments[0]);
                    complete(null);
                    return super.join();
                }
            };
        };
        return (EventQueue)
                Proxy.newProxyInstance(EventQueue.class.getClassLoader(), new Class<?>[] {EventQueue.class}, handler);
    }

    @Test
    void offersWhatIsDueAgainBeforeWhatWasMadeReady() throws Exception {
        lane = lane(queue, connector, new Limits(1, 1_000, Duration.ZERO));
        append("1", "2", "3", "4");
        connector.answers(new Outcome.Mixed(Map.of(), Set.of(1L)));
        lane.deliverNext();
        clock.advance(Duration.ofSeconds(1));
        drain();
        assertThat(connector.offered())
                .containsExactly(List.of("1"), List.of("1"), List.of("2"), List.of("3"), List.of("4"));
    }

    @Test
    void forgetsWhatWasMadeReadyWhenTheBatchBeforeItCouldNotBeSettled() throws Exception {
        lane = lane(FailingSettlements.of(queue, 1), connector, new Limits(1, 1_000, Duration.ZERO));
        append("1", "2", "3");
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1"), List.of("1"), List.of("2"), List.of("3"));
        assertThat(standing().delivered()).isEqualTo(3);
    }

    @Test
    void keepsToTheBytesOfTheTextItself() throws Exception {
        var rendering = new Rendering(
                null,
                (text, event, identifier, sequence) ->
                        text.append(event.message().repeat(100)));
        lane = lane(queue, connector, new Limits(100, 1_000, Duration.ZERO), rendering);
        append("éé", "éé", "1234567890", "x"); // 401, 401, 1,001 and 101 bytes with the line's end
        drain();
        assertThat(connector.offered()).extracting(List::size).containsExactly(2, 1, 1);
    }

    @Test
    void letsABatchThatIsNotFullLingerForCompany() throws Exception {
        lane = lane(queue, connector, new Limits(3, 1_000, Duration.ofMillis(200)));
        append("1");
        clock.advance(Duration.ofMillis(50));
        assertThat(lane.deliverNext()).isEqualTo(new Rest.Waiting(Duration.ofMillis(150)));
        append("2", "3");
        lane.deliverNext();
        append("4");
        clock.advance(Duration.ofMillis(200));
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2", "3"), List.of("4"));
    }

    @Test
    void takesAConnectorThatBreaksForAFailureAndShowsNothingOfTheEvents() throws Exception {
        append("secret");
        connector.answers(entries -> {
            throw new IllegalStateException(entries.get(0).text());
        });
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofMinutes(5)));
        assertThat(kind()).isEqualTo(Standing.Kind.FAILED);
        assertThat(witness.heard().toString()).contains("IllegalStateException").doesNotContain("secret");
        drain();
        assertThat(standing().delivered()).isEqualTo(1);
    }

    @Test
    void countsAnInterruptionAsNoAttempt() {
        append("1");
        Connector interrupted = entries -> {
            throw new InterruptedException();
        };
        lane = lane(queue, interrupted, new Limits(3, 1_000, Duration.ZERO));
        assertThatThrownBy(lane::deliverNext).isInstanceOf(InterruptedException.class);
        assertThat(standing().trouble()).isNull();
        assertThat(standing().position()).isZero();
    }

    @Test
    void tellsOfTroubleWhenItBeginsAndWhenItEnds() throws Exception {
        append("1");
        connector.answers(NO_ANSWER, NO_ANSWER, NO_ANSWER);
        drain();
        assertThat(witness.heard()).containsExactly("began RETRYING: no answer", "ended after 3");
    }

    @Test
    void tellsTheTimesOnlyOfWhatArrived() throws Exception {
        List<String> timed = new ArrayList<>();
        var conduct = new Lane.Conduct(
                new Rendering(null, (text, event, identifier, sequence) -> text.append(event.message())),
                new Limits(3, 1_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                witness,
                (connection, events, now) -> events.forEach(
                        event -> timed.add(connection + " " + event.event().message() + " "
                                + Duration.between(event.arrived(), now).toSeconds())),
                TokenBucket.ALWAYS_FULL);
        lane = new Lane("a", queue, connector, conduct, clock, () -> 1);
        append("1", "2", "3");
        clock.advance(Duration.ofSeconds(4));
        connector.answers(NO_ANSWER, new Outcome.Mixed(Map.of(1L, "no"), Set.of(3L)));
        lane.deliverNext();
        assertThat(timed).isEmpty();
        lane.deliverNext();
        assertThat(timed).containsExactly("a 2 4");
    }

    @Test
    void tellsThatATroubleHasBecomeAnother() throws Exception {
        append("1");
        connector.answers(NO_ANSWER, new Outcome.Blocked("HTTP 401"), new Outcome.Blocked("HTTP 403"), NO_ANSWER);
        for (int i = 0; i < 4; i++) {
            lane.deliverNext();
        }
        assertThat(witness.heard())
                .containsExactly("began RETRYING: no answer", "began BLOCKED: HTTP 401", "began RETRYING: no answer");
    }

    /** The queue sees it so, too, and both must agree on how many failures there were. */
    @Test
    void staysInTroubleWhileNothingButABookmarkIsTaken() throws Exception {
        lane = lane(queue, connector, new Limits(3, 1_000, Duration.ZERO), exceptOf("-"));
        append("-", "1");
        connector.answers(NO_ANSWER, new Outcome.Delivered(0, "begin"), NO_ANSWER);
        lane.deliverNext();
        lane.deliverNext();
        assertThat(standing().trouble()).isNotNull();
        assertThat(lane.deliverNext()).isEqualTo(new Rest.AfterFailure(Duration.ofSeconds(2)));
        lane.deliverNext();
        assertThat(standing().trouble()).isNull();
        assertThat(witness.heard()).containsExactly("began RETRYING: no answer", "ended after 2");
    }

    @Test
    void passesOverWhatIsNotForItWithoutAskingTheDestination() throws Exception {
        lane = lane(queue, connector, new Limits(3, 1_000, Duration.ZERO), exceptOf("-"));
        append("-", "-", "-", "1", "-", "2", "-");
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2"));
        assertThat(standing().position()).isEqualTo(7);
        assertThat(standing().delivered()).isEqualTo(2);
    }

    @Test
    void leavesItsTroubleAsItIsWhileTheDestinationIsNotAsked() throws Exception {
        append("1", "-", "2");
        lane = lane(queue, connector, new Limits(1, 1_000, Duration.ZERO), exceptOf("-"));
        connector.answers(entries -> Outcome.DELIVERED).answers(new Outcome.Blocked("HTTP 401"));
        lane.deliverNext();
        lane.deliverNext();
        lane.deliverNext();
        assertThat(kind()).isEqualTo(Standing.Kind.BLOCKED);
        queue.trouble("a", new Standing.Trouble(1, clock.instant(), "HTTP 401", Standing.Kind.BLOCKED));
        lane = lane(queue, connector, new Limits(1, 1_000, Duration.ZERO), exceptOf("2"));
        lane.deliverNext();
        assertThat(standing().position()).isEqualTo(3);
        assertThat(kind()).isEqualTo(Standing.Kind.BLOCKED);
        assertThat(witness.heard()).containsExactly("began BLOCKED: HTTP 401");
    }

    @Test
    void settlesWhatItPassesOverUpToTheNextEntryWhenOnlyTheFirstArrived() throws Exception {
        lane = lane(queue, connector, new Limits(9, 1_000, Duration.ZERO), exceptOf("-"));
        append("-", "1", "-", "2", "-");
        connector.answers(new Outcome.Delivered(1, "one"));
        lane.deliverNext();
        assertThat(standing().position()).isEqualTo(3);
        assertThat(standing().bookmark()).isEqualTo("one");
        drain();
        assertThat(connector.offered()).containsExactly(List.of("1", "2"), List.of("2"));
        assertThat(standing().delivered()).isEqualTo(2);
    }

    @Test
    void refusesOneThatIsTooLargeAloneAmongWhatItPassesOver() throws Exception {
        lane = lane(queue, connector, new Limits(9, 1_000, Duration.ZERO), exceptOf("-"));
        append("-", "1", "-");
        connector.answers(new Outcome.TooLarge("413"));
        drain();
        assertThat(queue.deadLetters("a", 0, 10))
                .extracting(DeadLetter::sequence)
                .containsExactly(2L);
        assertThat(standing().position()).isEqualTo(3);
    }

    private static Rendering exceptOf(String message) {
        return new Rendering(
                null,
                event -> event.message().equals(message),
                (text, event, identifier, sequence) -> text.append(event.message()));
    }

    private void drain() throws InterruptedException {
        for (Rest rest = lane.deliverNext(); !(rest instanceof Rest.UntilWoken); rest = lane.deliverNext()) {
            assertThat(connector.offered().size()).isLessThan(50);
        }
    }

    private void append(String... messages) {
        List<Arrival> arrivals = IntStream.range(0, messages.length)
                .mapToObj(i -> new Arrival(QueueSamples.event("shop", messages[i]), null))
                .toList();
        queue.append(arrivals).join();
    }

    private Standing standing() {
        return queue.standing("a");
    }

    private Standing.Kind kind() {
        Standing.Trouble trouble = standing().trouble();
        assertThat(trouble).isNotNull();
        return trouble.kind();
    }

    private Lane lane(EventQueue over, Connector to, Limits limits) {
        return lane(
                over,
                to,
                limits,
                new Rendering(null, (text, event, identifier, sequence) -> text.append(event.message())));
    }

    private Lane lane(EventQueue over, Connector to, Limits limits, Rendering rendering) {
        var retries = new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5));
        return new Lane("a", over, to, new Lane.Conduct(rendering, limits, retries, witness), clock, () -> 1);
    }
}
