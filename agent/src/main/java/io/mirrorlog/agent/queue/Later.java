package io.mirrorlog.agent.queue;

import java.time.Duration;

/** Runs small work in the background, one piece at a time, never on the caller's thread. */
@FunctionalInterface
public interface Later {

    /** @param after zero for at once */
    void run(Duration after, Runnable work);
}
