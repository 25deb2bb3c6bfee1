package io.mirrorlog.agent;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.queue.Announcer;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.OwnEvent;
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
    private final Announcer announcer;

    private StoppedAgent(DataFolder folder, SqliteQueue queue, Announcer announcer) {
        this.folder = folder;
        this.queue = queue;
        this.announcer = announcer;
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
            // What is told is stored at the end.
            var announcer = new Announcer(queue, configuration.site(), new OwnIds(clock), clock, (after, work) -> {});
            return new StoppedAgent(folder, queue, announcer);
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

    /** Tells what an admin has done here; the agent mirrors it once it runs. */
    public void tell(OwnEvent act) {
        announcer.tell(act.with("by", "admin").with("right", "data folder"));
    }

    @Override
    public void close() throws IOException {
        try {
            announcer.close();
            queue.close();
        } finally {
            folder.close();
        }
    }
}
