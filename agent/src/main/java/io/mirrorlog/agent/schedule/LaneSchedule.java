package io.mirrorlog.agent.schedule;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.mirrorlog.agent.delivery.Lane;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all lanes: at once when they are woken, later when db-scheduler says that a rest is over.
 *
 * <p>One self-rescheduling task for each lane holds its "when next" on disk, so that a restart does not cut a rest
 * short. A task only ends a rest; it never holds a thread while the lane works, so no crash can leave a lane picked.
 */
public final class LaneSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LaneSchedule.class);

    private static final String TASK = "lane";

    /** Where a lane's row stands while the lane needs no alarm. Any real alarm comes before it. */
    private static final Instant NEVER = Instant.parse("9000-01-01T00:00:00Z");

    private static final Duration POLLING = Duration.ofMillis(500);

    /** What the lanes may take to end by themselves when the agent stops, and once more after they were interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Map<String, LaneRunner> runners = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final InstantSource clock;
    private final ScheduleStore store;
    private final Scheduler scheduler;
    private boolean closed;

    /** @param file the small SQLite file that holds the times */
    public LaneSchedule(Path file, List<Lane> lanes, InstantSource clock) {
        threads = Executors.newCachedThreadPool(named("lane-"));
        this.clock = clock;
        lanes.forEach(lane -> runners.put(lane.connection(), runner(lane)));
        store = ScheduleStore.open(file, clock);
        CustomTask<Void> task = Tasks.custom(TASK, Void.class)
                .onDeadExecutionRevive()
                .execute((instance, context) -> endRest(instance.getId()));
        scheduler = Scheduler.create(store.dataSource(), List.of(task))
                .threads(2)
                .pollingInterval(POLLING)
                .heartbeatInterval(Duration.ofMinutes(1))
                .shutdownMaxWait(GRACE)
                .failureLogging(LogLevel.WARN, false)
                .clock(clock::instant)
                .build();
    }

    private LaneRunner runner(Lane lane) {
        return new LaneRunner(lane, threads, this::setAlarm, clock);
    }

    /**
     * Takes up the rests that a stop has cut short, and starts all other lanes. A time on disk alone says little: it stays
     * there when an admin or a reload has ended a rest, and where a lane that was well only wanted to look again.
     */
    public void start() {
        store.clearPicked();
        for (Map.Entry<String, LaneRunner> runner : runners.entrySet()) {
            Instant due = storedAlarm(runner.getKey());
            if (due != null && runner.getValue().isFailing()) {
                runner.getValue().restUntil(due);
            }
        }
        scheduler.start();
        wakeAll();
    }

    /**
     * Runs one lane more, from now on; after {@link #close} nothing happens. A rest that stands on disk is not kept: who
     * has changed a connection wants to see how it does.
     *
     * @throws IllegalStateException when the connection has a lane that {@link #remove} has not removed
     */
    public void add(Lane lane) {
        LaneRunner runner = runner(lane);
        synchronized (this) {
            if (closed) {
                return;
            }
            if (runners.putIfAbsent(lane.connection(), runner) != null) {
                throw new IllegalStateException(lane.connection() + " has a lane already");
            }
        }
        addRow(new TaskInstance<>(TASK, lane.connection()));
        runner.wake();
    }

    /**
     * Stops lanes for good: none of their deliveries begins any more, those that run may come to their end.
     *
     * @param patience after that they are interrupted, and have {@link #GRACE} to heed it
     * @return those that have ended, and are gone; a lane whose delivery does not end stays, to be removed again later
     */
    public Set<String> remove(Collection<String> connections, Duration patience) throws InterruptedException {
        Map<String, LaneRunner> ending = new ConcurrentHashMap<>(runners);
        ending.keySet().retainAll(connections);
        ending.values().forEach(LaneRunner::close);
        Set<String> ended = new TreeSet<>(awaitEnd(ending, patience));
        if (!ending.isEmpty()) {
            ending.values().forEach(LaneRunner::interrupt);
            ended.addAll(awaitEnd(ending, GRACE));
        }
        runners.keySet().removeAll(ended);
        return ended;
    }

    /** Takes those that end within the time out of the map, and returns them. */
    private static Set<String> awaitEnd(Map<String, LaneRunner> ending, Duration time) throws InterruptedException {
        Set<String> ended = new TreeSet<>();
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(time);
        for (Map.Entry<String, LaneRunner> lane : ending.entrySet()) {
            if (lane.getValue().awaitEnd(deadline - System.nanoTime())) {
                ended.add(lane.getKey());
            }
        }
        ending.keySet().removeAll(ended);
        return ended;
    }

    /** Something new is in the queue. */
    public void wakeAll() {
        for (LaneRunner runner : runners.values()) {
            runner.wake();
        }
    }

    /** Lets a lane try at once, whatever it is waiting for. */
    public void rouse(String connection) {
        LaneRunner runner = runners.get(connection);
        if (runner != null) {
            runner.rouse();
        }
    }

    /** Lets a lane offer an event past the queue at once, whatever it is waiting for; empty when there is no such lane. */
    public Optional<CompletableFuture<Outcome>> probe(String connection, Event event) {
        return Optional.ofNullable(runners.get(connection)).map(runner -> runner.probe(event));
    }

    /** Whether the connection has a lane; one that was removed has until its last delivery has ended. */
    public boolean runs(String connection) {
        return runners.containsKey(connection);
    }

    /** When the lane tries again; absent while it is not resting from a failure. */
    public @Nullable Instant nextTry(String connection) {
        LaneRunner runner = runners.get(connection);
        return runner == null ? null : runner.nextTry();
    }

    /** Why a connection's lane cannot deliver any more; absent while it can, or where there is none. */
    public @Nullable LaneFault fault(String connection) {
        LaneRunner runner = runners.get(connection);
        return runner == null ? null : runner.fault();
    }

    /** Why a lane cannot move, whatever its destination does; null while all can. */
    public @Nullable String standstill() {
        if (!scheduler.getSchedulerState().isStarted()) {
            return "the lanes are not started";
        }
        for (Map.Entry<String, LaneRunner> runner : runners.entrySet()) {
            if (runner.getValue().fault() != null) {
                return "the lane of " + runner.getKey() + " broke; the log says how, a restart starts it again";
            }
        }
        return null;
    }

    /**
     * Lets deliveries that run come to their end, interrupts those that take too long, and returns in a few seconds
     * whatever they do.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        runners.values().forEach(LaneRunner::close);
        scheduler.stop();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
                threads.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    /** The time that stands on disk for a lane. */
    @Nullable
    Instant storedAlarm(String connection) {
        TaskInstance<Void> instance = new TaskInstance<>(TASK, connection);
        addRow(instance);
        Instant stored = scheduler
                .getScheduledExecution(instance)
                .map(ScheduledExecution::getExecutionTime)
                .orElse(NEVER);
        return stored.isBefore(NEVER) ? stored : null;
    }

    private boolean setAlarm(String connection, Instant when) {
        try {
            scheduler.reschedule(new TaskInstance<Void>(TASK, connection), when);
            return true;
        } catch (TaskInstanceCurrentlyExecutingException e) {
            return false; // it rings at this very moment, or the end of its ringing could not be stored
        } catch (RuntimeException e) {
            unstored(connection, e);
            return false;
        }
    }

    /** Without a row, a lane rests in memory. */
    private void addRow(TaskInstance<Void> instance) {
        try {
            scheduler.scheduleIfNotExists(instance, NEVER);
        } catch (RuntimeException e) {
            unstored(instance.getId(), e);
        }
    }

    /** The disk is full, as a rule. No lane may end for that. */
    private static void unstored(String connection, RuntimeException why) {
        LOG.warn(
                "{}: when it tries again cannot be stored and is kept in memory, so a restart would end its rest: {}",
                connection,
                why.toString());
    }

    /**
     * The row is put to rest before the lane is told, so that the lane can set its next alarm. The lane is told whatever
     * becomes of the row.
     */
    private CompletionHandler<Void> endRest(String connection) {
        return (complete, operations) -> {
            try {
                operations.reschedule(complete, NEVER);
            } catch (RuntimeException e) {
                unstored(connection, e);
            }
            LaneRunner runner = runners.get(connection);
            if (runner != null) {
                runner.ring();
            }
        };
    }

    static java.util.concurrent.ThreadFactory named(String prefix) {
        var count = new AtomicInteger();
        return work -> {
            var thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
