package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.Announcer;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.queue.sqlite.QueueOptions;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue that has no room, and tells so through itself once it has. */
class AgentEventsTest {

    private final FakeClock clock = new FakeClock();
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);

    @TempDir
    private Path folder = Path.of("");

    private SqliteQueue queue;
    private Announcer announcer;

    @BeforeEach
    void open() {
        queue = SqliteQueue.open(QueueOptions.in(folder), clock, free::get);
        announcer = new Announcer(queue, "web-1", () -> "id", clock, (after, work) -> {});
        new AgentEvents(announcer, clock).hear(queue);
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void tellThatNoEventWasTakenAsSoonAsOneIsTakenAgain() {
        Instant full = fill();
        assertThat(announcer.settle(Duration.ofSeconds(10))).isFalse();
        assertThat(told()).isEmpty();

        clock.advance(Duration.ofSeconds(90));
        free.set(Long.MAX_VALUE);
        assertThat(announcer.settle(Duration.ofSeconds(10))).isTrue();
        assertThat(announcer.settle(Duration.ofSeconds(10))).isTrue();

        assertThat(told())
                .extracting(told -> told.event().severity() + " " + told.event().action() + " "
                        + told.event().timestamp().toInstant())
                .containsExactly("CRITICAL queue_unavailable " + full, "LOW queue_available " + clock.instant());
        assertThat(told().get(0).event().message()).startsWith("no event is taken: ");
        assertThat(told().get(1).event().message()).isEqualTo("events are taken again after 90 s");
    }

    @Test
    void tellOfAQueueThatIsFullAgainAndAgainOnceInFiveMinutes() {
        for (int i = 0; i < 10; i++) {
            fill();
            free.set(Long.MAX_VALUE);
            clock.advance(Duration.ofSeconds(45));
            announcer.settle(Duration.ofSeconds(10));
            announcer.settle(Duration.ofSeconds(10));
            queue.append(QueueSamples.arrivals(1, 1)).join();
        }
        assertThat(told())
                .extracting(told -> String.valueOf(told.event().action()))
                .containsExactly("queue_unavailable", "queue_available", "queue_unavailable", "queue_available");
        assertThat(told().get(2).event().metadata()).contains("\"untold\":5");
    }

    @Test
    void tellThatAReplayIsDoneWhenItsLastPartIsDelivered() {
        queue.configure(Map.of("a", new Start.Now()));
        queue.append(QueueSamples.arrivals(1, 3)).join();
        queue.settle(Settlement.delivered("a", queue.unsettled("a", 10, 100_000, clock.instant()), null));
        Instant begun = clock.instant();
        queue.replay("a", new Replay.Wish(null, null, Map.of()));

        queue.settle(Settlement.delivered("a", queue.late("a", 2, 100_000), null));
        assertThat(announcer.settle(Duration.ofSeconds(10))).isTrue();
        assertThat(told()).isEmpty();

        queue.settle(Settlement.delivered("a", queue.late("a", 2, 100_000), null));
        assertThat(announcer.settle(Duration.ofSeconds(10))).isTrue();
        assertThat(told()).singleElement().satisfies(told -> {
            assertThat(told.event().message()).isEqualTo("a: its replay has ended, 3 events were sent again");
            assertThat(told.event().metadata())
                    .contains("\"events\":3,\"first_sequence\":1,\"last_sequence\":3,\"begun\":\"" + begun + "\"}");
        });
    }

    private Instant fill() {
        free.set(0);
        clock.advance(Duration.ofSeconds(5)); // so that it looks at the disk again
        assertThatThrownBy(() -> QueueException.waitedFor(queue.append(QueueSamples.arrivals(1, 1))))
                .isInstanceOf(QueueException.class);
        return clock.instant();
    }

    private List<QueuedEvent> told() {
        return queue.readForward(0, 100).stream()
                .filter(queued -> queued.event().site().equals("web-1"))
                .toList();
    }
}
