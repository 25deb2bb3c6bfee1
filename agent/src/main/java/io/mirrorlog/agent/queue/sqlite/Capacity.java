package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.connector.Counted;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the queue has room for more events. What is full makes room first: history that is delivered goes, then
 * connections that are stuck give up what they have waited with for the longest time.
 *
 * <p>Writer's thread only, but for {@link #onFull}.
 */
final class Capacity {

    /** Finds what a full queue can do without; on the writer's thread. */
    @FunctionalInterface
    interface Overflow {
        Optional<GivingUp> next() throws IOException;

        /** It is committed. */
        default void done(GivingUp givingUp) {}
    }

    /** Does one thing in a commit of its own. */
    @FunctionalInterface
    interface Commit {
        <T> T done(Database open, Work<T> work) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Capacity.class);

    private final long maxBytes;
    private final DiskRoom disk;
    private final LongSupplier forgottenBefore;
    private volatile Overflow overflow = Optional::empty;

    /** What did not fit when last tried; 0 while all fits. */
    private long lacking;

    /** @param forgottenBefore fingerprints of what arrived before are not needed any more; in microseconds */
    Capacity(long maxBytes, DiskRoom disk, LongSupplier forgottenBefore) {
        this.maxBytes = maxBytes;
        this.disk = disk;
        this.forgottenBefore = forgottenBefore;
    }

    /** Asks when no delivered history is left to delete. */
    void onFull(Overflow asked) {
        overflow = asked;
    }

    /**
     * Why so many bytes more cannot be stored, or null when they can.
     *
     * @param commit how it makes room
     */
    @Nullable
    String lack(long incoming, Database open, Commit commit) throws SQLException {
        String lack = disk.lack(incoming);
        if (lack != null) {
            return lack;
        }
        long needed = incoming > 0 ? incoming : lacking;
        lacking = needed;
        while (open.used() + needed > maxBytes) {
            int purged = commit.done(open, Work.change(new Purging(Long.MAX_VALUE, forgottenBefore.getAsLong())));
            if (purged > 0) {
                continue;
            }
            String hindrance = givenUp(open, commit);
            if (hindrance != null) {
                return "the queue is full: " + Bytes.text(open.used()) + " of " + Bytes.text(maxBytes)
                        + " (queue.max_size), and " + hindrance;
            }
        }
        lacking = 0;
        return null;
    }

    /** Null when a connection that is stuck has given up a range: its events are history now. */
    private @Nullable String givenUp(Database open, Commit commit) throws SQLException {
        try {
            GivingUp givingUp = overflow.next().orElse(null);
            if (givingUp == null) {
                return "all of it waits for a connection";
            }
            long events = commit.done(open, Work.change(givingUp));
            overflow.done(givingUp);
            LOG.warn(
                    "{}: the queue is full; {} in released/{} now until somebody offers them again or drops them",
                    givingUp.place().name(),
                    Counted.of(
                            events,
                            "event",
                            "that waits for it, the oldest, lies",
                            "that wait for it, the oldest, lie"),
                    givingUp.draft().file());
            return null;
        } catch (IOException e) {
            return "what waits for a connection cannot be written to released/: " + e.getMessage();
        }
    }
}
