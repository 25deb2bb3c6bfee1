package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;

/** A few readers, lent to one caller at a time. Safe for many threads; who finds none free waits. */
final class Readers {

    /** What is read. */
    @FunctionalInterface
    interface Query<T> {
        T read(Reader reader) throws SQLException;
    }

    private static final int AT_ONCE = 4;

    private final Path file;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final ArrayDeque<Reader> idle = new ArrayDeque<>();
    private volatile boolean closed;

    Readers(Path file) {
        this.file = file;
    }

    <T> T read(Query<T> query) {
        free.acquireUninterruptibly();
        try {
            Reader reader = borrow();
            boolean sound = false;
            try {
                T result = query.read(reader);
                sound = true;
                return result;
            } finally {
                giveBack(reader, sound);
            }
        } catch (SQLException e) {
            throw new QueueException("the queue cannot be read: " + e.getMessage(), e);
        } finally {
            free.release();
        }
    }

    private synchronized Reader borrow() throws SQLException {
        requireOpen();
        Reader reader = idle.poll();
        return reader != null ? reader : new Reader(file);
    }

    private synchronized void giveBack(Reader reader, boolean sound) throws SQLException {
        if (sound && !closed) {
            idle.push(reader);
        } else {
            reader.close();
        }
    }

    /** @throws QueueException after {@link #close} */
    void requireOpen() {
        if (closed) {
            throw new QueueException("the queue is closed");
        }
    }

    /** Closes those that are idle now, the others when they come back. */
    synchronized void close() throws SQLException {
        closed = true;
        for (Reader reader : idle) {
            reader.close();
        }
        idle.clear();
    }
}
