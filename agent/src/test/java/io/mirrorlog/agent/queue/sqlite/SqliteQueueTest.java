package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.EventQueueContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteQueueTest extends EventQueueContract {

    @TempDir
    Path folder = Path.of("");

    @Override
    protected EventQueue open() {
        return SqliteQueue.open(QueueOptions.in(folder), clock, () -> Long.MAX_VALUE);
    }
}
