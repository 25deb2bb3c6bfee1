package io.mirrorlog.connector.jdbc;

import io.mirrorlog.connector.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One delivery on a thread of its own, since drivers hear no interrupt: whoever waits for it can leave at any time. What is
 * left behind is aborted, ends by itself and closes its connection; should it commit yet, the next delivery finds the rows there.
 */
final class Call {

    /** What is done; closes its connection, or hands it back, when it ends. */
    @FunctionalInterface
    interface Work {
        Outcome run(Call call);
    }

    private final FutureTask<Outcome> task;
    private @Nullable Connection connection;
    private boolean left;

    private Call(Work work) {
        this.task = new FutureTask<>(() -> work.run(this));
    }

    static Call begin(String name, Work work) {
        var call = new Call(work);
        thread("delivery-" + name, call.task);
        return call;
    }

    private static void thread(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The outcome.
     *
     * @throws TimeoutException when it is late; it is left then
     * @throws InterruptedException when the waiting thread is interrupted, or {@link #leave} was called
     */
    Outcome await(Duration timeout) throws InterruptedException, TimeoutException {
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (CancellationException e) {
            throw new InterruptedException("closed");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a delivery broke", e.getCause());
        } finally {
            if (!task.isDone()) {
                leave();
            }
        }
    }

    /** Nobody waits for it any more. For any thread. */
    void leave() {
        Connection open;
        synchronized (this) {
            left = true;
            open = connection;
        }
        task.cancel(true);
        if (open != null) {
            // An abort may itself ask the server for it, and wait.
            thread("abort", () -> abort(open));
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // Its own time runs out.
        }
    }

    /** The connection that is aborted when the call is left. */
    synchronized Connection uses(Connection opened) throws SQLException {
        if (left) {
            opened.close();
            throw new SQLException("nobody waits any more");
        }
        connection = opened;
        return opened;
    }

    /** True when the connection may be used by the next call. */
    synchronized boolean end() {
        connection = null;
        return !left;
    }
}
