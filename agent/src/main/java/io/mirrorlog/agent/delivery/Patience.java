package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.agent.queue.Standing.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the failures in a row of one connection, on disk, so that a restart does not make its lane impatient again;
 * tells when they begin and when they end; and says how long to rest after each.
 *
 * <p>Only for the thread that runs the lane.
 */
final class Patience {

    private final String connection;
    private final EventQueue queue;
    private final RetryPolicy retries;
    private final Witness witness;
    private final InstantSource clock;
    private final DoubleSupplier chance;

    private @Nullable Trouble trouble;

    /** @param chance gives the jitter, from 0 up to 1 */
    Patience(String connection, EventQueue queue, Lane.Conduct conduct, InstantSource clock, DoubleSupplier chance) {
        this.connection = connection;
        this.queue = queue;
        this.retries = conduct.retries();
        this.witness = conduct.witness();
        this.clock = clock;
        this.chance = chance;
    }

    /** Goes on from what the queue has kept. */
    void resume(@Nullable Trouble kept) {
        trouble = kept;
    }

    /** Whether the last try failed. */
    boolean isTried() {
        return trouble != null;
    }

    /** Nothing has moved. Returns the rest before the next try. */
    Rest failed(Failure failure) {
        Trouble before = trouble;
        int failures = before == null ? 1 : before.failures() + 1;
        Instant since = before == null ? clock.instant() : before.since();
        Trouble present = new Trouble(failures, since, failure.reason(), failure.kind());
        queue.trouble(connection, present);
        trouble = present;
        if (before == null || before.kind() != present.kind()) {
            witness.troubleBegan(connection, present);
        }
        witness.failed(connection, present, failure.offered());
        return new Rest.AfterFailure(waitAfter(present, failure.asked()));
    }

    private Duration waitAfter(Trouble present, @Nullable Duration asked) {
        if (present.kind() != Kind.RETRYING) {
            return retries.longest(); // somebody must mend it: probe slowly
        }
        Duration backoff = retries.waitAfter(present.failures(), chance.getAsDouble());
        if (asked == null) {
            return backoff;
        }
        Duration wish = retries.waitAsAsked(asked);
        return wish.compareTo(backoff) > 0 ? wish : backoff;
    }

    /** The destination was asked, and the queue knows what it took. */
    void settled(Settlement settlement) {
        Trouble ended = trouble;
        if (ended != null && settlement.endsTrouble()) {
            trouble = null;
            witness.troubleEnded(connection, ended, settlement.batch(), clock.instant());
        }
    }

    /** Before the pace allows a call: in trouble it is the next try that waits, else nothing is wrong. */
    Rest untilPaceAllows(Duration wait) {
        return trouble == null ? new Rest.Waiting(wait) : new Rest.AfterFailure(wait);
    }
}
