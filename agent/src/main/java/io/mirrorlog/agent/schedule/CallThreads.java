package io.mirrorlog.agent.schedule;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads on which lanes with several calls at once make them: as many as calls are under way. */
public final class CallThreads implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool(LaneSchedule.named("call-"));

    public Executor threads() {
        return threads;
    }

    /** Interrupts what is still under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
