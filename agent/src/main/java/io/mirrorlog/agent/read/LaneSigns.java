package io.mirrorlog.agent.read;

import io.mirrorlog.agent.schedule.LaneFault;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the lanes know of their connections and the queue does not.
 *
 * @param nextTry when a resting one tries again, by the connection's name
 * @param fault why one cannot deliver any more
 * @param plaintext whether an admin has allowed one to send events without encryption
 */
public record LaneSigns(
        Function<String, @Nullable Instant> nextTry,
        Function<String, @Nullable LaneFault> fault,
        Predicate<String> plaintext) {

    /** Nothing runs. */
    public static final LaneSigns NONE = new LaneSigns(name -> null, name -> null, name -> false);
}
