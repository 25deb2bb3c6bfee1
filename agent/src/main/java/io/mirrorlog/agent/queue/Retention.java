package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Counted;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The chore that deletes what is settled and older than it must be kept, in small steps. */
public final class Retention implements Supplier<String> {

    private final EventQueue queue;
    private final Duration kept;
    private final InstantSource clock;

    /** @param kept how long delivered events stay readable */
    public Retention(EventQueue queue, Duration kept, InstantSource clock) {
        this.queue = queue;
        this.kept = kept;
        this.clock = clock;
    }

    @Override
    public String get() {
        long all = 0;
        int step;
        do {
            step = queue.purge(clock.instant().minus(kept));
            all += step;
        } while (step > 0 && !Thread.currentThread().isInterrupted());
        return Counted.of(all, "event", "was deleted", "were deleted");
    }
}
