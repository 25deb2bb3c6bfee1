package io.mirrorlog.agent.queue;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch: all of it is settled, but for what is named here.
 *
 * @param batch what was offered
 * @param refused set aside as dead letters, with the reason, by sequence
 * @param again put aside to be offered again
 * @param passedOver kept back by the connection's own filter: settled, but neither delivered nor refused
 * @param againDue when those are due
 * @param bookmark the connector's bookmark, stored together with the position; null leaves the old one
 */
public record Settlement(
        String connection,
        Batch batch,
        Map<Long, String> refused,
        Set<Long> again,
        Set<Long> passedOver,
        Instant againDue,
        @Nullable String bookmark) {

    public Settlement {
        refused = Map.copyOf(refused);
        again = Set.copyOf(again);
        passedOver = Set.copyOf(passedOver);
        if (!Collections.disjoint(again, refused.keySet())
                || !Collections.disjoint(passedOver, refused.keySet())
                || !Collections.disjoint(passedOver, again)) {
            throw new IllegalArgumentException("an event is refused, offered again or passed over, not two of them");
        }
    }

    /** The filter let everything through. */
    public Settlement(
            String connection,
            Batch batch,
            Map<Long, String> refused,
            Set<Long> again,
            Instant againDue,
            @Nullable String bookmark) {
        this(connection, batch, refused, again, Set.of(), againDue, bookmark);
    }

    /**
     * False when the destination was not asked at all, as everything was passed over: that says nothing about it, so its
     * trouble goes on.
     */
    public boolean endsTrouble() {
        return batch.isEmpty() || passedOver.size() < batch.events().size();
    }

    /** The events of the batch that reached the destination. */
    public List<QueuedEvent> deliveredEvents() {
        if (refused.isEmpty() && again.isEmpty() && passedOver.isEmpty()) {
            return batch.events();
        }
        return batch.events().stream()
                .filter(event -> !refused.containsKey(event.sequence())
                        && !again.contains(event.sequence())
                        && !passedOver.contains(event.sequence()))
                .toList();
    }

    /** The events of the batch that are dead letters. */
    public List<QueuedEvent> refusedEvents() {
        return batch.events().stream()
                .filter(event -> refused.containsKey(event.sequence()))
                .toList();
    }

    /** Every event of the batch is where it belongs. */
    public static Settlement delivered(String connection, Batch batch, @Nullable String bookmark) {
        return new Settlement(connection, batch, Map.of(), Set.of(), Instant.EPOCH, bookmark);
    }
}
