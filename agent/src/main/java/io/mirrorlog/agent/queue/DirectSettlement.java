package io.mirrorlog.agent.queue;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * What became of events at a connection that was written to before they were stored. What is named nowhere here waits
 * for the connection like any other event.
 *
 * @param delivered those that the destination has, by their places among the {@link Incoming}, from 0
 * @param refused those that it refused for good, with the reason
 */
public record DirectSettlement(String connection, Set<Integer> delivered, Map<Integer, String> refused) {

    public DirectSettlement {
        delivered = Set.copyOf(delivered);
        refused = Map.copyOf(refused);
        if (!Collections.disjoint(delivered, refused.keySet())) {
            throw new IllegalArgumentException("an event is delivered or refused, not both");
        }
    }
}
