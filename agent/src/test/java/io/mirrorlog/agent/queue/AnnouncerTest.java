package io.mirrorlog.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.OwnEvent.Kind;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final AtomicInteger ids = new AtomicInteger();

    /** What is to be done later, and after how long. */
    private final Deque<Runnable> work = new ArrayDeque<>();

    private final List<Duration> waits = new ArrayList<>();

    /** What the queue answers instead of storing; null lets it store. */
    private @Nullable CompletableFuture<List<Receipt>> answer;

    private final Announcer announcer =
            new Announcer(watched(), "web-1", () -> "id-" + ids.incrementAndGet(), clock, (after, piece) -> {
                waits.add(after);
                work.add(piece);
            });

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void storesWhatItIsToldInOrderWithTheTimeOfTheTelling() {
        Instant first = clock.instant();
        tell("one");
        clock.advance(Duration.ofSeconds(5));
        tell("two");
        assertThat(stored()).isEmpty();

        workOnce();

        assertThat(stored()).containsExactly("one", "two");
        assertThat(queue.readForward(0, 1).get(0).event().timestamp().toInstant())
                .isEqualTo(first);
        assertThat(queue.readForward(0, 1).get(0).event().site()).isEqualTo("web-1");
        assertThat(work).isEmpty();
    }

    @Test
    void triesAgainWhileTheQueueTakesNothing() {
        answer = CompletableFuture.failedFuture(new QueueException("the disk is full"));
        tell("one");
        workOnce();
        workOnce();
        tell("two");
        assertThat(waits).containsExactly(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(2));
        answer = null;
        workOnce();
        assertThat(stored()).containsExactly("one", "two");
    }

    @Test
    void keepsAThousandAndTellsHowManyMoreWereLost() {
        answer = CompletableFuture.failedFuture(new QueueException("the disk is full"));
        for (int i = 1; i <= Announcer.WAITING_MAX + 3; i++) {
            tell("event " + i);
        }
        answer = null;
        assertThat(announcer.settle(Duration.ofSeconds(10))).isTrue();

        assertThat(stored())
                .hasSize(Announcer.WAITING_MAX + 1)
                .endsWith(
                        "event 1000",
                        "3 of the agent's own events were lost, as the queue did not take them for too long");
        tell("later");
        announcer.settle(Duration.ofSeconds(10));
        assertThat(stored()).endsWith("later");
    }

    @Test
    void storesNothingTwiceWhenACommitTakesLongerThanSomebodyWaits() {
        var slow = new CompletableFuture<List<Receipt>>();
        answer = slow;
        tell("one");
        assertThat(announcer.settle(Duration.ofMillis(1))).isFalse();
        answer = null;
        slow.complete(List.of());
        assertThat(announcer.settle(Duration.ofSeconds(10))).isTrue();
        assertThat(stored()).isEmpty(); // the slow one was the only one
    }

    @Test
    void storesAtItsEndWhatWaitsAndNothingLater() {
        tell("last words");
        announcer.close();
        assertThat(stored()).containsExactly("last words");
        tell("too late");
        announcer.settle(Duration.ofSeconds(10));
        assertThat(work).hasSize(1);
    }

    private void tell(String message) {
        announcer.tell(OwnEvent.of(Kind.AGENT_STARTED, message));
    }

    private void workOnce() {
        work.remove().run();
    }

    private List<String> stored() {
        return queue.readForward(0, 2_000).stream()
                .map(event -> event.event().message())
                .toList();
    }

    private EventQueue watched() {
        return (EventQueue) Proxy.newProxyInstance(
                EventQueue.class.getClassLoader(), new Class<?>[] {EventQueue.class}, (proxy, method, arguments) -> {
                    CompletableFuture<List<Receipt>> instead = answer;
                    return method.getName().equals("append") && instead != null
                            ? instead
                            : method.invoke(queue, arguments);
                });
    }
}
