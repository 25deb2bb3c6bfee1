package io.mirrorlog.agent.index;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Lends connections to those who read the index, and keeps as many as were needed at once. Safe for many threads. */
final class IndexReaders implements AutoCloseable {

    /** What is read. */
    @FunctionalInterface
    interface Reading<T> {
        T read(IndexReader reader);
    }

    private final Path path;
    private final Deque<IndexReader> idle = new ArrayDeque<>();
    private boolean closed;

    IndexReaders(Path path) {
        this.path = path;
    }

    /** @throws IndexException when it cannot be read */
    <T> T read(Reading<T> reading) {
        try {
            IndexReader reader = borrowed();
            boolean sound = false;
            try {
                T result = reading.read(reader);
                sound = true;
                return result;
            } catch (TooSlowException | MissingBlockException e) {
                sound = true;
                throw e;
            } finally {
                giveBack(reader, sound);
            }
        } catch (SQLException e) {
            throw new IndexException("it cannot be read: " + e.getMessage(), e);
        }
    }

    private synchronized IndexReader borrowed() throws SQLException {
        IndexReader reader = idle.poll();
        return reader != null ? reader : new IndexReader(path);
    }

    private synchronized void giveBack(IndexReader reader, boolean sound) throws SQLException {
        if (sound && !closed) {
            idle.push(reader);
        } else {
            reader.close();
        }
    }

    /** Those that are lent are closed when they come back. */
    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        for (IndexReader reader : idle) {
            reader.close();
        }
        idle.clear();
    }
}
