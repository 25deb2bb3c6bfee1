package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How a connection is, in one word. */
public enum ConnectionState {
    LIVE,
    /** Its oldest waiting event has waited for more than 5 seconds. */
    CATCHING_UP,
    RETRYING,
    /** Until somebody mends it, or ends the pause that an admin began. */
    PAUSED,
    /** The connector broke. */
    FAILED;

    private static final Duration BEHIND = Duration.ofSeconds(5);

    public static ConnectionState of(Standing standing, Instant now) {
        Trouble trouble = standing.trouble();
        if (standing.pause() != null) {
            return PAUSED;
        }
        if (trouble == null) {
            return lag(standing, now).toSeconds() > BEHIND.toSeconds() ? CATCHING_UP : LIVE;
        }
        return switch (trouble.kind()) {
            case RETRYING -> RETRYING;
            case BLOCKED -> PAUSED;
            case FAILED -> FAILED;
        };
    }

    /** For how long the oldest waiting event has waited; zero when none does. */
    public static Duration lag(Standing standing, Instant now) {
        Instant since = standing.oldestWaiting();
        return since == null || since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
    }

    /** As other programs read it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
