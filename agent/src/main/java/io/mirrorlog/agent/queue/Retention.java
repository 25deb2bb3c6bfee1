package io.mirrorlog.agent.queue;

import java.time.Duration;
import java.time.InstantSource;

/** The chore that deletes what is settled and older than it must be kept, in small steps. */
public final class Retention implements Runnable {

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
    public void run() {
        int deleted;
        do {
            deleted = queue.purge(clock.instant().minus(kept));
        } while (deleted > 0 && !Thread.currentThread().isInterrupted());
    }
}
