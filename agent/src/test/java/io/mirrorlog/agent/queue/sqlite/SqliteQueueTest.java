package io.mirrorlog.agent.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.EventQueueContract;
import io.mirrorlog.agent.queue.TimeRange;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteQueueTest extends EventQueueContract {

    @TempDir
    Path folder = Path.of("");

    @Override
    protected EventQueue open() {
        return SqliteQueue.open(QueueOptions.in(folder), clock, () -> Long.MAX_VALUE);
    }

    @Test
    void tellsTheTimesOfAllThatOneCommitTook() throws Exception {
        try (EventQueue queue = open()) {
            var held = new Semaphore(0);
            queue.onAppended(held::acquireUninterruptibly);
            append(queue, "2026-11-22T10:00:00Z").join();
            // The writer is in the callback: these wait for the same commit.
            CompletableFuture<?> early = append(queue, "2026-11-22T08:00:00Z");
            CompletableFuture<?> late = append(queue, "2026-11-22T09:00:00Z");
            held.release(2);
            CompletableFuture.allOf(early, late).join();

            assertThat(queue.times(1))
                    .isEqualTo(TimeRange.NONE
                            .with(TimeRange.moment(Instant.parse("2026-11-22T08:00:00Z")))
                            .with(TimeRange.moment(Instant.parse("2026-11-22T09:00:00Z"))));
            assertThat(queue.times(2)).as("one commit").isEqualTo(queue.times(1));
        }
    }

    private static CompletableFuture<?> append(EventQueue queue, String time) {
        var event = new Event(
                OffsetDateTime.parse(time), "shop", Severity.LOW, "m", null, null, null, null, Event.NONE, Event.NONE);
        return queue.append(List.of(new Arrival(event, null)));
    }
}
