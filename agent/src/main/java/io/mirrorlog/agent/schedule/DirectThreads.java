package io.mirrorlog.agent.schedule;

import io.mirrorlog.agent.delivery.DirectLane;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that direct writing borrows, and the one that keeps its time. None while nothing is written directly. */
public final class DirectThreads implements DirectLane.Alarm, AutoCloseable {

    private static final long IDLE_SECONDS = 10;

    private final ExecutorService threads = Executors.newCachedThreadPool(LaneSchedule.named("direct-"));
    private final ScheduledThreadPoolExecutor alarms =
            new ScheduledThreadPoolExecutor(1, LaneSchedule.named("direct-alarm-"));

    public DirectThreads() {
        alarms.setRemoveOnCancelPolicy(true);
        alarms.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        alarms.allowCoreThreadTimeOut(true);
    }

    /** As many threads as deliveries are under way. */
    public ExecutorService threads() {
        return threads;
    }

    @Override
    public Runnable set(Duration after, Runnable then) {
        Future<?> alarm = alarms.schedule(then, after.toNanos(), TimeUnit.NANOSECONDS);
        return () -> alarm.cancel(false);
    }

    /** Interrupts what is still being delivered: nobody waits for it any more. */
    @Override
    public void close() {
        threads.shutdownNow();
        alarms.shutdownNow();
    }
}
