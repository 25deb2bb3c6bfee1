package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page put together of what the index leads to. One thread, used once.
 *
 * <p>Each event is asked itself before it stands on the page: the places only say where to look.
 */
final class Finding {

    private static final int CHUNK = 512;

    private final Retained retained;
    private final LogQuery query;
    private final LogOrder order;
    private final int limit;
    private final Deadline deadline;
    private final List<QueuedEvent> page = new ArrayList<>();
    private long bytes;
    private boolean isBegun;

    Finding(Retained retained, LogQuery query, LogOrder order, int limit, Deadline deadline) {
        this.retained = retained;
        this.query = query;
        this.order = order;
        this.limit = limit;
        this.deadline = deadline;
    }

    LogIndex.Found page(LogKey from, Places places) {
        int chunk = BlockQuery.leavesMuch(query) ? CHUNK : Math.min(CHUNK, limit + 1);
        LogKey next = from;
        while (next != null) {
            List<LogKey> keys = places.first(next, chunk);
            for (int at = 0; at < keys.size(); at += Page.AT_ONCE) {
                List<LogKey> some = keys.subList(at, Math.min(keys.size(), at + Page.AT_ONCE));
                LogKey rest = isBegun && deadline.isPast() ? some.get(0) : add(some);
                if (rest != null) {
                    return new LogIndex.Found(page, rest);
                }
                isBegun = true;
            }
            next = keys.size() < chunk ? null : order.behind(keys.get(keys.size() - 1));
        }
        return new LogIndex.Found(page, null);
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
