package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.connector.Outcome.Blocked;
import io.mirrorlog.connector.Outcome.Retry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a call did not succeed, for all that the connection is or was to blame for.
 *
 * @param kind what follows from it
 * @param reason for people
 * @param asked for how long the destination wants to be left alone, if it said so
 * @param offered what was to be delivered
 */
record Failure(Kind kind, String reason, @Nullable Duration asked, Batch offered) {

    static Failure of(Blocked blocked, Batch offered) {
        return new Failure(Kind.BLOCKED, blocked.reason(), null, offered);
    }

    static Failure of(Retry retry, Batch offered) {
        return new Failure(Kind.RETRYING, retry.reason(), retry.notBefore(), offered);
    }

    /** A connector that breaks is a failure like others, so that a bug cannot end a lane in silence. */
    static Failure of(RuntimeException fault, Batch offered) {
        return new Failure(Kind.FAILED, reasonOf(fault), null, offered);
    }

    /** Of calls that failed together the gravest one counts, and the longest wait that was asked for. */
    Failure and(Failure other) {
        Failure graver = other.kind.compareTo(kind) > 0 ? other : this;
        Duration longer =
                asked == null || (other.asked != null && other.asked.compareTo(asked) > 0) ? other.asked : asked;
        return new Failure(graver.kind, graver.reason, longer, graver.offered);
    }

    /** Says that and where a connector broke. */
    static String reasonOf(Throwable fault) {
        return "the connector broke: " + placeOf(fault);
    }

    /** No message: it may hold what is in an event. */
    static String placeOf(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        return fault.getClass().getName() + " at " + (trace.length == 0 ? "an unknown place" : trace[0].toString());
    }
}
