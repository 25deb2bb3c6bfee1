package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page put together of what the index leads to and of what is not in it yet. One thread, used once.
 *
 * <p>Each event is asked itself before it stands on the page: the places only say where to look.
 */
final class Finding {

    private static final int CHUNK = 512;

    /** One of the ways to the events, with what is known of it and not taken yet. */
    private static final class Way {

        private final Places places;
        private final LogOrder order;
        private final int chunk;
        private @Nullable LogKey from;
        private List<LogKey> known = List.of();
        private int taken;

        Way(Places places, LogOrder order, LogKey from, int chunk) {
            this.places = places;
            this.order = order;
            this.from = from;
            this.chunk = chunk;
        }

        @Nullable
        LogKey peek() {
            if (taken == known.size() && from != null) {
                known = places.first(from, chunk);
                taken = 0;
                from = known.size() < chunk ? null : order.behind(known.get(known.size() - 1));
            }
            return taken == known.size() ? null : known.get(taken);
        }

        void take() {
            taken++;
        }
    }

    private final Retained retained;
    private final LogQuery query;
    private final LogOrder order;
    private final int limit;
    private final Deadline deadline;
    private final List<QueuedEvent> page = new ArrayList<>();
    private long bytes;

    Finding(Retained retained, LogQuery query, LogOrder order, int limit, Deadline deadline) {
        this.retained = retained;
        this.query = query;
        this.order = order;
        this.limit = limit;
        this.deadline = deadline;
    }

    /** @param indexed and {@code young} have no event in common */
    LogIndex.Found page(LogKey from, Places indexed, Places young) {
        int chunk = IndexQuery.leavesMuch(query) ? CHUNK : Math.min(CHUNK, limit + 1);
        Way one = new Way(indexed, order, from, chunk);
        Way other = new Way(young, order, from, chunk);
        for (boolean begun = false; ; begun = true) {
            List<LogKey> next = merged(one, other);
            if (next.isEmpty()) {
                return new LogIndex.Found(page, null);
            }
            LogKey rest = begun && deadline.isPast() ? next.get(0) : add(next);
            if (rest != null) {
                return new LogIndex.Found(page, rest);
            }
        }
    }

    /** The next places of both, in order. */
    private List<LogKey> merged(Way one, Way other) {
        List<LogKey> merged = new ArrayList<>(Page.AT_ONCE);
        while (merged.size() < Page.AT_ONCE) {
            LogKey here = one.peek();
            LogKey there = other.peek();
            if (here == null && there == null) {
                break;
            }
            boolean first = there == null || (here != null && order.compare(here, there) < 0);
            merged.add(first ? here : there);
            (first ? one : other).take();
        }
        return merged;
    }

    /** Returns the place of the first event that has no room. */
    private @Nullable LogKey add(List<LogKey> keys) {
        Map<Long, QueuedEvent> events =
                retained.withSequences(keys.stream().map(LogKey::sequence).toList());
        for (LogKey key : keys) {
            QueuedEvent queued = events.get(key.sequence());
            if (queued == null) {
                continue; // deleted, and its entry will be
            }
            if (!order.keyOf(queued).equals(key)) {
                throw new IndexException("it knows the event " + key.sequence() + " as another one");
            }
            if (query.test(queued)) {
                if (page.size() == limit || bytes >= Page.BYTES) {
                    return key;
                }
                page.add(queued);
                bytes += queued.bytes();
            }
        }
        return null;
    }
}
