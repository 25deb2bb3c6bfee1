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
public interface EventQueue extends Releases, Replays, AutoCloseable {

    /**
     * Begins to take events that are to be stored together.
     *
     * @param bytes how large they may be expected to be, all in all
     */
    Incoming incoming(int bytes);

    /** Stores events as {@link Incoming#append} does. */
    default CompletableFuture<List<Receipt>> append(List<Arrival> arrivals) {
        Incoming incoming = incoming(0);
        arrivals.forEach(incoming::add);
        return incoming.append();
    }

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

    /**
     * The next events for a connection that do not stand in the queue's order: those that were given up and are offered
     * again, then those of a replay. They are for when nothing else waits. That they are offered is on disk when this
     * returns, until they are settled or {@link #trouble} is recorded.
     *
     * @param events as for {@link #unsettled}
     * @param bytes as for {@link #unsettled}
     * @return empty, but {@link Batch#full}, when another look may find some
     */
    Batch late(String connection, int events, long bytes);

    /**
     * Whether the last batch of {@link #late} may have reached its destination without being settled: it is to be
     * offered before all else then, so that a destination that tells by its end what it has meets nothing else. Told
     * without a look at the disk.
     */
    boolean isLateBegun(String connection);

    /** Whether {@link #late} may have something to offer. Told without a look at the disk. */
    boolean isLateWaiting(String connection);

    /**
     * The events behind a live batch, whether that is settled by now or not; what was put aside is not looked at.
     *
     * @param batch not empty
     * @param events as for {@link #unsettled}
     * @param bytes as for {@link #unsettled}
     */
    Batch behind(String connection, Batch batch, int events, long bytes);

    /**
     * Records what became of a batch, and ends the connection's trouble, unless all of it was passed over.
     *
     * <p>An event that was settled before is passed over: it moves nothing and is not counted again. What stands before a
     * live batch counts as settled, unless it is settled {@link Batch#ahead}. A refused event's
     * dead letter counts the attempts before it: those of its exception, else those of the connection's trouble.
     *
     * @return completes when that is on disk, on the writer's thread; fails with a {@link QueueException} when it cannot
     *     be recorded, never because the queue is busy or full
     */
    CompletableFuture<Void> settling(Settlement settlement);

    /**
     * The same, and waits until it is on disk.
     *
     * @throws QueueException when it cannot be recorded
     */
    default void settle(Settlement settlement) {
        QueueException.waitedFor(settling(settlement));
    }

    /** Records a failed delivery and counts a retry, and returns when that is on disk. Nothing moves. */
    void trouble(String connection, Standing.Trouble trouble);

    /**
     * Lets a connection wait until {@link #resume}, and returns when that is on disk. A delivery that runs comes to its
     * end; {@link #unsettled} goes on to tell what waits. One that waits already waits since then, for the new reason.
     */
    void pause(String connection, String reason);

    /** Ends a connection's pause, if there is one, and returns when that is on disk. */
    void resume(String connection);

    /** Whether an admin lets the connection wait; told without a look at the disk. */
    boolean isPaused(String connection);

    /**
     * How far a connection is.
     *
     * @throws UnknownConnectionException when the queue does not know it; so do all methods that name a connection
     */
    Standing standing(String connection);

    /**
     * Retained events in queue order: fewer than asked for where they are large, none only where the queue ends.
     *
     * @param after only those with a larger sequence
     */
    List<QueuedEvent> readForward(long after, int events);

    /**
     * Retained events, the youngest first: fewer than asked for where they are large, none only where the queue ends.
     *
     * @param before only those with a smaller sequence
     */
    List<QueuedEvent> readBackward(long before, int events);

    /** The last sequence given, 0 before the first; told without a look at the disk, and no sooner than {@link #times} knows it. */
    long last();

    /**
     * Between which times of their own the events after a sequence lie, told without a look at them: none that is told as
     * stored lies outside. It may be wider, and is {@link TimeRange#ALL} where it is not known.
     */
    TimeRange times(long after);

    /** What the queue holds; cheap enough to be asked every second. */
    QueueStatus status();

    /**
     * What a connection was to get but is not retained any more, behind its position; null where nothing is missing, or
     * where that cannot be told yet. Asks the disk.
     */
    @Nullable
    Gap gap(String connection);

    /** The time at which an event put aside for the connection is due next, or null when there is none. */
    @Nullable
    Instant nextDue(String connection);

    /**
     * Deletes one step of what is no longer needed: events that arrived before that time and are settled for every
     * configured connection; before the first {@link #configure}, for every known one.
     *
     * @return how many were deleted; 0 when nothing is left to do
     */
    int purge(Instant arrivedBefore);

    /**
     * The dead letters of a connection in queue order: fewer than asked for where they are large, none only where they
     * end.
     *
     * @param after only those with a larger sequence
     */
    List<DeadLetter> deadLetters(String connection, long after, int atMost);

    /**
     * Puts dead letters aside to be offered again, due at once, and returns when that is on disk. What is delivered then
     * is the letter's own copy; its attempts and the time of the first are kept, and refused once more it is a dead letter
     * once more.
     *
     * @return which of them were dead letters; the others are passed over
     */
    Set<Long> retryDead(String connection, Set<Long> sequences);

    /**
     * Deletes dead letters, and returns when that is on disk.
     *
     * @return which of them were dead letters; the others are passed over
     */
    Set<Long> dropDead(String connection, Set<Long> sequences);

    /**
     * Gives a connection another name, and returns when that is on disk: its position, dead letters and counts stay its
     * own.
     *
     * @throws ConnectionConflictException when it is configured, or the other name is known
     */
    void rename(String connection, String to);

    /**
     * Forgets a connection with all that is put aside for it, and returns when that is on disk. One of that name begins
     * anew.
     *
     * @throws ConnectionConflictException when it is configured, has dead letters, or released ranges
     */
    void forget(String connection);

    /** The names of all connections that the queue knows, configured or not. */
    Set<String> connections();

    /** Commits what was taken, refuses what comes later with a {@link QueueException}, closes the store. */
    @Override
    void close();
}
