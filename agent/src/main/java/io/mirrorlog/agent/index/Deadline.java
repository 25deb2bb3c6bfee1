package io.mirrorlog.agent.index;

import java.time.Duration;

/**
 * Until when a reader may keep the agent busy.
 *
 * @param nanos by {@link System#nanoTime}
 */
record Deadline(long nanos) {

    static Deadline in(Duration patience) {
        return new Deadline(System.nanoTime() + patience.toNanos());
    }

    boolean isPast() {
        return nanos - System.nanoTime() < 0;
    }

    /** @throws TooSlowException when it is past */
    void require() {
        if (isPast()) {
            throw new TooSlowException(
                    "looking through the events takes too long; ask for a shorter time, or for less");
        }
    }
}
