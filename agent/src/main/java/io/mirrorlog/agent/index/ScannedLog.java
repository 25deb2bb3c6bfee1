package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Finds events by looking at each that is retained: right without an index, and as slow as the log is long. */
public final class ScannedLog implements LogIndex {

    /** So many places are held in memory at once. */
    private static final int KEYS_MAX = 200_000;

    private final Retained retained;
    private final Duration patience;

    /** For those who bring a deadline. */
    ScannedLog(Retained retained) {
        this(retained, Duration.ZERO);
    }

    /** @param patience how long one look through the log may take */
    public ScannedLog(Retained retained, Duration patience) {
        this.retained = retained;
        this.patience = patience;
    }

    @Override
    public Found find(LogQuery query, LogOrder order, LogKey from, int limit) {
        return find(query, order, from, limit, Deadline.in(patience));
    }

    Found find(LogQuery query, LogOrder order, LogKey from, int limit, Deadline deadline) {
        return Page.of(retained, first(query, order, from, limit + 1, deadline), limit);
    }

    /**
     * Gives many events, looking through the log as seldom as possible.
     *
     * @param atMost so many
     */
    public void each(LogQuery query, LogOrder order, long atMost, Consumer<QueuedEvent> taker) {
        long left = atMost;
        LogKey from = order.start();
        while (left > 0) {
            int next = (int) Math.min(left, KEYS_MAX);
            List<LogKey> keys = first(query, order, from, next, Deadline.in(patience));
            for (int i = 0; i < keys.size(); i += Page.AT_ONCE) {
                List<LogKey> part = keys.subList(i, Math.min(keys.size(), i + Page.AT_ONCE));
                Map<Long, QueuedEvent> read = retained.withSequences(
                        part.stream().map(LogKey::sequence).toList());
                part.stream()
                        .map(key -> read.get(key.sequence()))
                        .filter(Objects::nonNull)
                        .forEach(taker);
            }
            left = keys.size() < next ? 0 : left - next;
            from = keys.isEmpty() ? from : order.behind(keys.get(keys.size() - 1));
        }
    }

    /**
     * The places of the first events that are looked for, in order.
     *
     * @param atMost so many
     */
    private List<LogKey> first(LogQuery query, LogOrder order, LogKey from, int atMost, Deadline deadline) {
        var best = new Best(order, atMost);
        long position = 0;
        for (List<QueuedEvent> step = retained.after(position, Retained.STEP);
                !step.isEmpty();
                step = retained.after(position, Retained.STEP)) {
            for (QueuedEvent queued : step) {
                if (query.test(queued)) {
                    best.offer(order.keyOf(queued), from);
                }
            }
            position = step.get(step.size() - 1).sequence();
            deadline.require();
        }
        return best.sorted();
    }
}
