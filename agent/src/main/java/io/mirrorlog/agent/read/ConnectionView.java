package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.agent.queue.Standing.Pause;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.agent.schedule.LaneFault;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one connection with all that explains it: status, list and metrics tell the same because they ask here.
 *
 * @param since when it came into that state; absent where that is not known
 * @param reason why it is not live, for people
 * @param pausedBy who can end a pause
 * @param nextTry when it tries again by itself
 */
public record ConnectionView(
        ConnectionState state,
        @Nullable Instant since,
        @Nullable String reason,
        @Nullable PausedBy pausedBy,
        @Nullable Instant nextTry) {

    /** Whose doing a pause is. */
    public enum PausedBy {
        /** It ends when an admin says so, and nothing is tried before. */
        ADMIN,
        /** The destination refuses the connection as such: it is probed, and goes on by itself once that is mended. */
        DESTINATION
    }

    /** @param nextTry when its lane ends a rest */
    public static ConnectionView of(
            Standing standing, @Nullable Instant nextTry, @Nullable LaneFault fault, Instant now) {
        ConnectionState state = fault != null ? ConnectionState.FAILED : ConnectionState.of(standing, now);
        if (fault != null) {
            return new ConnectionView(state, fault.since(), fault.reason(), null, null);
        }
        Pause pause = standing.pause();
        if (pause != null) {
            return new ConnectionView(state, pause.since(), pause.reason(), PausedBy.ADMIN, null);
        }
        Trouble trouble = standing.trouble();
        if (trouble != null) {
            PausedBy by = trouble.kind() == Kind.BLOCKED ? PausedBy.DESTINATION : null;
            Instant since = standing.since() == null ? trouble.since() : standing.since();
            return new ConnectionView(state, since, trouble.reason(), by, nextTry);
        }
        return state == ConnectionState.CATCHING_UP
                ? new ConnectionView(state, ConnectionState.behindSince(standing), null, null, null)
                : new ConnectionView(state, standing.since(), null, null, null);
    }
}
