package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Pause;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.agent.web.JsonText;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A connection as other programs read it. */
final class ConnectionJson {

    private ConnectionJson() {}

    /**
     * Appends an object.
     *
     * @param connector absent for a connection that is not configured: nothing runs for it, so it is in no state
     */
    static void append(
            JsonText json, String name, @Nullable String connector, EventQueue queue, LaneSigns lanes, Instant now) {
        Standing standing = queue.standing(name);
        long released = queue.givenUp(name);
        Replay replay = queue.replayOf(name);
        Trouble trouble = standing.trouble();
        Pause pause = standing.pause();
        ConnectionView view = connector == null
                ? null
                : ConnectionView.of(
                        standing, lanes.nextTry().apply(name), lanes.fault().apply(name), now);
        json.key(name).open().key("connector").text(connector);
        json.key("state").text(view == null ? null : view.state().word());
        json.key("state_since").time(view == null ? null : view.since());
        json.key("state_reason").text(view == null ? null : view.reason());
        json.key("paused_by").text(view == null ? null : by(view.pausedBy()));
        json.key("position").number(standing.position()).key("waiting").number(standing.waiting());
        json.key("lag_seconds").number(ConnectionState.lag(standing, now).toSeconds());
        json.key("delivered").number(standing.delivered()).key("refused").number(standing.refused());
        json.key("retried").number(standing.retried()).key("dead").number(standing.dead());
        json.key("released").number(released);
        json.key("last_error").text(trouble == null ? null : trouble.reason());
        json.key("failing_since").time(trouble == null ? null : trouble.since());
        json.key("next_try").time(view == null ? null : view.nextTry());
        json.key("paused_since").time(pause == null ? null : pause.since());
        json.key("paused_reason").text(pause == null ? null : pause.reason());
        if (lanes.plaintext().test(name)) {
            json.key("allow_plaintext").bool(true);
        }
        if (replay != null) {
            ReplayJson.append(json.key("replay"), replay);
        }
        json.close();
    }

    private static @Nullable String by(ConnectionView.@Nullable PausedBy by) {
        return by == null ? null : by.name().toLowerCase(Locale.ROOT);
    }
}
