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

    /** Is told of damage that a reader has met, with the number of the store in which. */
    @FunctionalInterface
    interface Alarm {
        void raise(String reason, int store);
    }

    private final Path file;
    private final Alarm alarm;
    private int store;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final ArrayDeque<Reader> idle = new ArrayDeque<>();
    private volatile boolean closed;

    Readers(Path file, Alarm alarm) {
        this.file = file;
        this.alarm = alarm;
    }

    <T> T read(Query<T> query) {
        free.acquireUninterruptibly();
        try {
            int from = store();
            Reader reader = borrow();
            boolean sound = false;
            try {
                T result = query.read(reader);
                sound = true;
                return result;
            } catch (SQLException | QueueException e) {
                if (DamagedException.isTold(e)) {
                    alarm.raise(String.valueOf(e.getMessage()), from);
                }
                throw e;
            } finally {
                giveBack(reader, sound && from == store());
            }
        } catch (SQLException e) {
            throw new QueueException("the queue cannot be read: " + e.getMessage(), e);
        } finally {
            free.release();
        }
    }

    private synchronized int store() {
        return store;
    }

    /** Another store stands in the file's place: those that read the old one are not lent again. */
    synchronized void renew() throws SQLException {
        store++;
        for (Reader reader : idle) {
            reader.close();
        }
        idle.clear();
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
