package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.DirectSettlement;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request's events at one connection that was written to directly.
 *
 * @param failure why not all of them are settled; null when they are
 */
record DirectResult(DirectSettlement settlement, @Nullable String failure) {

    /** Nothing was written. */
    static DirectResult untried(String connection, String failure) {
        return new DirectResult(new DirectSettlement(connection, Set.of(), Map.of()), failure);
    }

    /** Why the destination does not have all of them; null when it does. */
    @Nullable
    String lack() {
        return failure == null && !settlement.refused().isEmpty()
                ? settlement.refused().values().iterator().next()
                : failure;
    }
}
