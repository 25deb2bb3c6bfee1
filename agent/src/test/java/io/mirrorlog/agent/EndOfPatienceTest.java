package io.mirrorlog.agent;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndOfPatienceTest {

    private static final Duration LIMIT = Duration.ofDays(7);

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final EndOfPatience patience = new EndOfPatience(queue, () -> Map.of("gone", LIMIT, "a", LIMIT), clock);

    @AfterEach
    void close() {
        patience.close();
        queue.close();
    }

    private void append(int first, int last) {
        queue.configure(Map.of("a", new Start.Earliest()));
        queue.append(arrivals(first, last)).join();
    }

    private void fail() {
        queue.trouble("a", new Standing.Trouble(1, clock.instant(), "no answer", Standing.Kind.RETRYING));
    }

    @Test
    void endsForWhatHasWaitedTooLong() {
        append(1, 2);
        fail();
        clock.advance(Duration.ofDays(6));
        append(3, 3);
        patience.look();
        assertThat(queue.givenUp("a")).isZero();
        clock.advance(Duration.ofDays(2));
        patience.look();
        assertThat(queue.released("a", 0, 10)).singleElement().satisfies(range -> {
            assertThat(range.last()).isEqualTo(2);
            assertThat(range.reason()).isEqualTo("it had waited for more than 7d");
        });
        clock.advance(Duration.ofDays(6));
        patience.look();
        assertThat(queue.givenUp("a")).isEqualTo(3);
    }

    @Test
    void endsAlsoForAConnectionThatIsPaused() {
        append(1, 2);
        queue.pause("a", "the disk is moved");
        clock.advance(Duration.ofDays(8));
        patience.look();
        assertThat(queue.givenUp("a")).isEqualTo(2);
    }

    @Test
    void doesNotEndForOldEventsOfAConnectionThatDelivers() {
        append(1, 2);
        clock.advance(Duration.ofDays(30));
        patience.look();
        fail();
        clock.advance(Duration.ofDays(1));
        patience.look();
        assertThat(queue.givenUp("a")).isZero();
    }
}
