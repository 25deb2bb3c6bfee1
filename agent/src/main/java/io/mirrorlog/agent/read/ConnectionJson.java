package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Pause;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.agent.web.JsonText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A connection as other programs read it. Pure. */
final class ConnectionJson {

    private ConnectionJson() {}

    /**
     * What a connection gets beside the queue's order.
     *
     * @param released events that it has given up
     * @param replay the one that runs, or the last one
     */
    record Late(long released, @Nullable Replay replay) {

        static Late of(EventQueue queue, String connection) {
            return new Late(queue.givenUp(connection), queue.replayOf(connection));
        }
    }

    /**
     * Appends an object.
     *
     * @param connector absent for a connection that is not configured: nothing runs for it, so it is in no state
     * @param late what it gets beside the queue's order
     * @param nextTry when it ends its rest
     */
    static void append(
            JsonText json,
            @Nullable String connector,
            Standing standing,
            Late late,
            @Nullable Instant nextTry,
            Instant now) {
        Trouble trouble = standing.trouble();
        Pause pause = standing.pause();
        json.open().key("connector").text(connector);
        json.key("state")
                .text(
                        connector == null
                                ? null
                                : ConnectionState.of(standing, now).word());
        json.key("position").number(standing.position()).key("waiting").number(standing.waiting());
        json.key("lag_seconds").number(ConnectionState.lag(standing, now).toSeconds());
        json.key("delivered").number(standing.delivered()).key("refused").number(standing.refused());
        json.key("retried").number(standing.retried()).key("dead").number(standing.dead());
        json.key("released").number(late.released());
        json.key("last_error").text(trouble == null ? null : trouble.reason());
        json.key("failing_since").time(trouble == null ? null : trouble.since());
        json.key("next_try").time(trouble == null || pause != null ? null : nextTry);
        json.key("paused_since").time(pause == null ? null : pause.since());
        json.key("paused_reason").text(pause == null ? null : pause.reason());
        if (late.replay() != null) {
            ReplayJson.append(json.key("replay"), late.replay());
        }
        json.close();
    }
}
