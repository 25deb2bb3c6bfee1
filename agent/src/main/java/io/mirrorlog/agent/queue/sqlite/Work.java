package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One thing that the writer is to do in its next commit, with the promise to whoever asked for it. */
final class Work<T> {

    /** What is done, within the transaction. */
    @FunctionalInterface
    interface Step<T> {
        T apply(Transaction transaction) throws SQLException;
    }

    /** What an event costs in memory beside its text, roughly, in bytes. */
    static final int OVERHEAD = 300;

    private final int events;
    private final long bytes;
    private final Step<T> step;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable Runnable completion;

    private Work(int events, long bytes, Step<T> step) {
        this.events = events;
        this.bytes = bytes;
        this.step = step;
    }

    /** Work that needs room in the queue: it may be refused. */
    static <T> Work<T> append(int events, long bytes, Step<T> step) {
        return new Work<>(events, bytes, step);
    }

    /** Work that is never refused for lack of room. */
    static <T> Work<T> change(Step<T> step) {
        return new Work<>(0, 0, step);
    }

    /** A change of what a connection has beside the queue's order, with what follows for it, should it still be known. */
    static <T> Work<T> changeLate(Place connection, Step<T> step) {
        return change(transaction -> {
            T result = step.apply(transaction);
            Place now = transaction.find(connection.name());
            if (now != null && now.id() == connection.id()) {
                transaction.put(now.late(transaction.tables().late().of(now.id())));
            }
            return result;
        });
    }

    boolean needsRoom() {
        return events > 0;
    }

    int events() {
        return events;
    }

    /** The room that its events take. */
    long bytes() {
        return bytes;
    }

    /** The memory that it takes while it waits. */
    long weight() {
        return bytes + (long) events * OVERHEAD;
    }

    CompletableFuture<T> done() {
        return done;
    }

    /** Does it; the result is told by {@link #complete}, once it is committed. */
    void apply(Transaction transaction) throws SQLException {
        T result = step.apply(transaction);
        completion = () -> done.complete(result);
    }

    void complete() {
        if (completion != null) {
            completion.run();
        }
    }

    void fail(QueueException because) {
        done.completeExceptionally(because);
    }
}
