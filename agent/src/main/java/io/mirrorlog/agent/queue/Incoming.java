package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
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
    default CompletableFuture<List<Receipt>> append() {
        return append(List.of());
    }

    /**
     * The same for events that have been written to some connections already, and tells in the same commit what became of
     * them there: a connection is not offered again what it has. One that is not known any more is passed over.
     *
     * @param settlements at most one for each connection
     */
    CompletableFuture<List<Receipt>> append(List<DirectSettlement> settlements);

    /**
     * Tells what would become of each arrival if it were appended now, and stores nothing.
     *
     * @return completes on the writer's thread; fails as {@link #append} would
     */
    CompletableFuture<List<Receipt.Fate>> fates();

    /**
     * One of the events that were added, with the marks that it has when that becomes of it. Safe for many threads once
     * nothing is added any more.
     *
     * @param index its place, from 0
     */
    Event event(int index, Receipt.Fate fate);
}
