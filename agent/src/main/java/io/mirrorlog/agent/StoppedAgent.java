package io.mirrorlog.agent;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.sqlite.FreeSpace;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The queue of an agent that does not run, held as a running one holds it: none can start meanwhile. One thread. */
public final class StoppedAgent implements AutoCloseable {

    private final DataFolder folder;
    private final SqliteQueue queue;

    private StoppedAgent(DataFolder folder, SqliteQueue queue) {
        this.folder = folder;
        this.queue = queue;
    }

    /**
     * Takes the folder; makes neither folder nor queue.
     *
     * @throws Agent.StartException when there is none, when an agent has it, or when it cannot be opened
     */
    public static StoppedAgent hold(Configuration configuration, InstantSource clock) throws Agent.StartException {
        if (!Files.exists(configuration.dataDir().resolve("queue.db"))) {
            throw new Agent.StartException("there is no queue in " + configuration.dataDir());
        }
        DataFolder folder = null;
        try {
            folder = DataFolder.take(configuration.dataDir());
            SqliteQueue queue = SqliteQueue.open(
                    Agent.queueOptions(configuration.queue(), folder.path()), clock, FreeSpace.of(folder.path()));
            return new StoppedAgent(folder, queue);
        } catch (DataFolder.TakenException | IOException | RuntimeException e) {
            var failure = new Agent.StartException(String.valueOf(e.getMessage()), e);
            letGo(folder, failure);
            throw failure;
        }
    }

    private static void letGo(@Nullable DataFolder folder, Exception because) {
        try {
            if (folder != null) {
                folder.close();
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    public EventQueue queue() {
        return queue;
    }

    @Override
    public void close() throws IOException {
        try {
            queue.close();
        } finally {
            folder.close();
        }
    }
}
