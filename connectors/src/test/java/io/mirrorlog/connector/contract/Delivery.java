package io.mirrorlog.connector.contract;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One delivery in a thread of its own. */
final class Delivery {

    private final FutureTask<Outcome> task;
    private final Thread thread;

    private Delivery(Connector connector, List<Entry> entries) {
        this.task = new FutureTask<>(() -> connector.deliver(entries));
        this.thread = new Thread(task, "delivery");
        thread.setDaemon(true);
    }

    static Delivery begin(Connector connector, List<Entry> entries) {
        var delivery = new Delivery(connector, entries);
        delivery.thread.start();
        return delivery;
    }

    /** As the agent does when it stops. */
    void interrupt() {
        thread.interrupt();
    }

    /** The outcome, or what was thrown in its place. */
    Object awaitEnd(long seconds) throws InterruptedException {
        try {
            return task.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the delivery has not ended within " + seconds + " seconds", e);
        }
    }
}
