package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a connection is, in one word. The first that is true, from the last to the first, is its state. */
public enum ConnectionState {
    LIVE,
    /** It works, and its oldest waiting event has waited for more than 5 seconds. */
    CATCHING_UP,
    /** Its last delivery failed, and the destination is to blame: it is tried again, ever more slowly. */
    RETRYING,
    /** Its destination refuses it as such, or an admin lets it wait. */
    PAUSED,
    /** Its connector cannot be made or broke, or its lane did. */
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

    /** Since when the oldest waiting event waits too long, but not before the connection works; null when none does. */
    static @Nullable Instant behindSince(Standing standing) {
        Instant oldest = standing.oldestWaiting();
        Instant works = standing.since();
        if (oldest == null) {
            return works;
        }
        Instant late = oldest.plus(BEHIND);
        return works != null && works.isAfter(late) ? works : late;
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
