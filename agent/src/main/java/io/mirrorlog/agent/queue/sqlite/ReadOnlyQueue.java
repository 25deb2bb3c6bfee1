package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** The queue of an agent that does not run, for those who only want to read. One thread at a time. */
public final class ReadOnlyQueue implements AutoCloseable {

    private static final long READ_BYTES_MAX = 16 << 20;

    private final Reader reader;

    private ReadOnlyQueue(Reader reader) {
        this.reader = reader;
    }

    /**
     * Opens the queue in that data folder; makes and changes nothing in it.
     *
     * @throws QueueException when there is none, or when it cannot be read
     */
    public static ReadOnlyQueue open(Path folder) {
        Path file = folder.resolve("queue.db");
        if (!Files.exists(file)) {
            throw new QueueException("there is no queue in " + folder);
        }
        try {
            SqliteLibrary.unpackUnder(folder);
            return new ReadOnlyQueue(new Reader(file));
        } catch (SQLException | IOException e) {
            throw new QueueException("the queue " + file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** The youngest events with sequences below that one, the youngest first. */
    public List<QueuedEvent> readBackward(long before, int events) {
        try {
            return reader.backward(before, events, READ_BYTES_MAX);
        } catch (SQLException e) {
            throw new QueueException("the queue cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (SQLException e) {
            throw new QueueException("the queue cannot be closed: " + e.getMessage(), e);
        }
    }
}
