package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

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

    /** The oldest events with sequences above that one, the oldest first. */
    public List<QueuedEvent> readForward(long after, int events) {
        return read(() -> reader.forward(after + 1, Long.MAX_VALUE, events, READ_BYTES_MAX));
    }

    /** The youngest events with sequences below that one, the youngest first. */
    public List<QueuedEvent> readBackward(long before, int events) {
        return read(() -> reader.backward(before, events, READ_BYTES_MAX));
    }

    /** The names of all connections that it knows. */
    public Set<String> connections() {
        return read(() -> reader.connections().keySet());
    }

    /**
     * As {@link io.mirrorlog.agent.queue.EventQueue#deadLetters}.
     *
     * @throws UnknownConnectionException when it does not know the connection
     */
    public List<DeadLetter> deadLetters(String connection, long after, int atMost) {
        return read(() -> {
            Long id = reader.connections().get(connection);
            if (id == null) {
                throw new UnknownConnectionException(connection);
            }
            return reader.dead(id, connection, after, atMost, READ_BYTES_MAX);
        });
    }

    /**
     * As {@link io.mirrorlog.agent.queue.Releases#released}; none in a queue of a version that knew none.
     *
     * @throws UnknownConnectionException when it does not know the connection
     */
    public List<Released> released(String connection, long after, int atMost) {
        return read(() -> {
            Long id = reader.connections().get(connection);
            if (id == null) {
                throw new UnknownConnectionException(connection);
            }
            return reader.knowsReleased()
                    ? reader.released(id, after, atMost).stream()
                            .map(row -> row.told(connection))
                            .toList()
                    : List.of();
        });
    }

    /** What is read. */
    @FunctionalInterface
    private interface Query<T> {
        T read() throws SQLException;
    }

    private static <T> T read(Query<T> query) {
        try {
            return query.read();
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
