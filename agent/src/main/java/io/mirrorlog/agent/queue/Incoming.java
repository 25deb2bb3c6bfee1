package io.mirrorlog.agent.queue;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Events on their way into the queue together, each put into the store's own form as it comes, so that a large request
 * is never in memory as objects. One thread; whatever is not appended in the end was never there.
 */
public interface Incoming {

    void add(Arrival arrival);

    boolean isEmpty();

    /**
     * Stores what was added, all of it or nothing, in this order, with consecutive sequences (duplicates take none). To be
     * called once, last.
     *
     * @return completes when it is on disk, with one receipt for each arrival in the same order; fails with a
     *     {@link QueueException} when it cannot be stored. It completes on the writer's thread: what follows it there
     *     must return at once
     */
    CompletableFuture<List<Receipt>> append();
}
