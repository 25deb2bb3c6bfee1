package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.EventQueueContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** Everything that lanes are offered comes from the disk. */
class SqliteQueueWithoutTailTest extends EventQueueContract {

    @TempDir
    Path folder = Path.of("");

    @Override
    protected EventQueue open() {
        var options = new QueueOptions(folder, Durability.NORMAL, 1L << 30, 0, Duration.ofHours(24), 1000, 0, 32 << 20);
        return SqliteQueue.open(options, clock, () -> Long.MAX_VALUE);
    }
}
