package io.mirrorlog.agent.queue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of events with one position for each connection, and the few exceptions before that position.
 *
 * <p>Safe for use by many threads. One writer owns all changes; what arrives while it commits goes into its next
 * commit.
 */
public interface EventQueue extends AutoCloseable {

    /**
     * Stores events, all of them or none, in this order, with consecutive sequences (duplicates take none).
     *
     * @return completes when they are on disk, with one receipt for each arrival in the same order; fails with a
     *     {@link QueueException} when they cannot be stored
     */
    CompletableFuture<List<Receipt>> append(List<Arrival> arrivals);

    /** Calls back after each commit that stored events, from the writer's thread: return at once. */
    void onAppended(Runnable listener);

    /**
     * Makes the connections known and says which are configured: only those hold events back from retention. A known one
     * keeps its position, a new one begins at its start.
     */
    void configure(Map<String, Start> connections);

    /**
     * The next events for a connection: those put aside that are due, else those behind its position.
     *
     * @param events at most so many, at least 1
     * @param bytes at most so many by stored size; the first event is returned whatever its size
     * @param now decides what is due
     */
    Batch unsettled(String connection, int events, long bytes, Instant now);

    /** Records what became of a batch, ends the connection's trouble, and returns when that is on disk. */
    void settle(Settlement settlement);

    /** Records a failed delivery and counts a retry, and returns when that is on disk. Nothing moves. */
    void trouble(String connection, Standing.Trouble trouble);

    /** How far a configured connection is. */
    Standing standing(String connection);

    /**
     * Retained events in queue order.
     *
     * @param after only those with a larger sequence
     */
    List<QueuedEvent> readForward(long after, int events);

    /**
     * Retained events, the youngest first.
     *
     * @param before only those with a smaller sequence
     */
    List<QueuedEvent> readBackward(long before, int events);

    QueueStatus status();

    /** The time at which an event put aside for the connection is due next, or null when there is none. */
    @Nullable
    Instant nextDue(String connection);

    /**
     * Deletes one step of what is no longer needed: events that arrived before that time and are settled for every
     * configured connection.
     *
     * @return how many were deleted; 0 when nothing is left to do
     */
    int purge(Instant arrivedBefore);

    /** The dead letters of a connection, the oldest first. */
    List<DeadLetter> deadLetters(String connection, int atMost);

    /** The names of all connections that the queue knows, configured or not. */
    Set<String> connections();

    /** Commits what was taken, refuses what comes later, closes the store. */
    @Override
    void close();
}
