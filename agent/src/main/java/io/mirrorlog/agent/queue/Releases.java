package io.mirrorlog.agent.queue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What connections have given up: ranges of events that lie in files, each until it is offered again to its end, or
 * dropped. Safe for use by many threads.
 */
public interface Releases {

    /**
     * Lets a connection give up one range of what waits for it, from the oldest on: the events are written to a file,
     * which is safe on disk before the position moves over them. A delivery of them that is under way is still recorded
     * when it ends. Bounded: call it until nothing is left.
     *
     * @param arrivedBefore only what arrived earlier
     * @param reason for people
     * @return the range; absent when nothing has waited so long
     * @throws QueueException when it cannot be written; nothing has moved then
     */
    @Nullable
    Released giveUp(String connection, Instant arrivedBefore, String reason);

    /**
     * The ranges of a connection in queue order.
     *
     * @param after only those with a larger first sequence
     */
    List<Released> released(String connection, long after, int atMost);

    /** How many events lie in a connection's ranges that its destination does not have yet. */
    long givenUp(String connection);

    /**
     * Lets ranges be offered again, in queue order, whenever nothing else waits for the connection; a range that is
     * delivered to its end is gone. Returns when that wish is on disk.
     *
     * @param firsts each by its first sequence
     * @return which of them there are; the others are passed over
     */
    Set<Long> retryReleased(String connection, Set<Long> firsts);

    /**
     * Deletes ranges with their files, and returns when that is on disk.
     *
     * @param firsts each by its first sequence
     * @return which of them there were; the others are passed over
     */
    Set<Long> dropReleased(String connection, Set<Long> firsts);

    /**
     * Why a range cannot be read; null when its file is whole. Reads all of it.
     *
     * @param first its first sequence; a range that is not there has no problem
     */
    @Nullable
    String problemOf(String connection, long first);
}
