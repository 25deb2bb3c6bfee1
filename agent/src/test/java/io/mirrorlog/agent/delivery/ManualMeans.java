package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What direct lanes borrow: threads that run when a test says so, and alarms that ring when it lets time pass. */
public final class ManualMeans {

    private record Set(Instant due, Runnable then) {}

    private final FakeClock clock;
    private final RecordingWitness witness = new RecordingWitness();
    private final Deque<Runnable> started = new ArrayDeque<>();
    private final List<Set> alarms = new ArrayList<>();

    public ManualMeans(FakeClock clock) {
        this.clock = clock;
    }

    public DirectLane.Means means() {
        return new DirectLane.Means(started::add, this::set, clock, () -> 1, witness);
    }

    private Runnable set(Duration after, Runnable then) {
        var alarm = new Set(clock.instant().plus(after), then);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    /** Runs what was started, one thread after the other. */
    public void run() {
        for (Runnable next = started.poll(); next != null; next = started.poll()) {
            next.run();
        }
    }

    /** Lets time pass; what is due rings in its order. */
    public void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Set next = next(end); next != null; next = next(end)) {
            clock.advance(Duration.between(clock.instant(), next.due()));
            alarms.remove(next);
            next.then().run();
        }
        clock.advance(Duration.between(clock.instant(), end));
    }

    private @Nullable Set next(Instant end) {
        return alarms.stream()
                .filter(alarm -> !alarm.due().isAfter(end))
                .min(Comparator.comparing(Set::due))
                .orElse(null);
    }

    /** How many threads are asked for and have not run yet. */
    public int started() {
        return started.size();
    }

    /** How many alarms may still ring. */
    public int alarms() {
        return alarms.size();
    }

    public List<String> heard() {
        return witness.heard();
    }
}
