package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.ReplaysContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteReplaysTest extends ReplaysContract {

    @TempDir
    Path folder = Path.of("");

    @Override
    protected EventQueue open() {
        return SqliteQueue.open(QueueOptions.in(folder), clock, () -> Long.MAX_VALUE);
    }
}
