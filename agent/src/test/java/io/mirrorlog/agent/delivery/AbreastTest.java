package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.delivery.Calls.Ended;
import io.mirrorlog.agent.delivery.Calls.Next;
import io.mirrorlog.agent.delivery.Rendering.Rendered;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered beside the calls that are under way, of two events each. */
class AbreastTest {

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final Rendering rendering =
            new Rendering(null, (text, event, identifier, sequence) -> text.append(event.message()));
    private final Rendered first;
    private final Abreast round;

    AbreastTest() {
        queue.configure(Map.of("a", new Start.Now()));
        queue.append(QueueSamples.arrivals(1, 9)).join();
        first = rendering.of(queue.unsettled("a", 2, 1_000_000, clock.instant()), 1_000_000);
        var conduct = new Lane.Conduct(
                rendering,
                new Limits(2, 1_000_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                new RecordingWitness());
        var gaps = new GapWatch("a", queue, conduct.witness());
        round = new Abreast("a", queue, conduct, clock, () -> 1, () -> true, gaps, first);
    }

    private Rendered next() {
        return Objects.requireNonNull(round.next().offered());
    }

    private static List<Long> sequences(Rendered offered) {
        return offered.entries().stream().map(Entry::sequence).toList();
    }

    private void ended(Rendered offered, Outcome outcome) {
        round.ended(List.of(new Ended(offered, outcome, null)));
    }

    @Test
    void isWhatLiesBehindAllThatWasOffered() {
        assertThat(sequences(next())).containsExactly(3L, 4L);
        Rendered third = next();
        assertThat(sequences(third)).containsExactly(5L, 6L);
        ended(third, Outcome.DELIVERED);
        assertThat(sequences(next())).containsExactly(7L, 8L);
        assertThat(sequences(next())).containsExactly(9L);
        assertThat(round.next()).isEqualTo(Next.NONE);
        assertThat(round.caughtUp()).isTrue();
        assertThat(round.failure()).isNull();
        queue.append(QueueSamples.arrivals(10, 10)).join();
        assertThat(sequences(next())).containsExactly(10L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void isNothingOnceACallHasLeftSomethingBehind(int which) {
        next();
        ended(
                first,
                List.of(
                                new Outcome.Retry("HTTP 503"),
                                new Outcome.Blocked("HTTP 401"),
                                new Outcome.TooLarge("HTTP 413"),
                                new Outcome.Delivered(1, null),
                                new Outcome.Delivered(0, "a bookmark"))
                        .get(which));
        assertThat(round.next()).isEqualTo(Next.NONE);
        assertThat(round.most()).isEqualTo(which == 2 ? 1 : Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsAsTheGravestOfItsCallsDid(boolean graverFirst) {
        Outcome graver = new Outcome.Blocked("HTTP 401");
        Outcome milder = new Outcome.Retry("HTTP 429", Duration.ofMinutes(7));
        Rendered second = next();
        ended(first, graverFirst ? graver : milder);
        ended(second, graverFirst ? milder : graver);
        assertThat(round.failure())
                .isEqualTo(new Failure(
                        Kind.BLOCKED, "HTTP 401", Duration.ofMinutes(7), (graverFirst ? first : second).batch()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsForTheLongestThatWasAskedFor(boolean longerFirst) {
        Rendered second = next();
        ended(first, new Outcome.Retry("HTTP 429", Duration.ofMinutes(longerFirst ? 7 : 3)));
        ended(second, new Outcome.Retry("HTTP 429", Duration.ofMinutes(longerFirst ? 3 : 7)));
        assertThat(Objects.requireNonNull(round.failure()).asked()).isEqualTo(Duration.ofMinutes(7));
    }
}
