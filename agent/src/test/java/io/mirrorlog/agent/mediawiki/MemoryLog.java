package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.index.LogIndex;
import io.mirrorlog.agent.index.LogKey;
import io.mirrorlog.agent.index.LogOrder;
import io.mirrorlog.agent.index.LogQuery;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Events in memory, as an index finds them. One thread. */
final class MemoryLog implements LogIndex {

    private final List<QueuedEvent> events = new ArrayList<>();
    private int most = Integer.MAX_VALUE;

    void add(QueuedEvent queued) {
        events.add(queued);
    }

    /** A page has no more than so many from now on, as where events are large; with 0, finding any takes too long. */
    void giveAtMost(int count) {
        most = count;
    }

    @Override
    public Found find(LogQuery query, LogOrder order, LogKey from, int limit) {
        int room = Math.min(limit, most);
        List<QueuedEvent> found = events.stream()
                .filter(query)
                .filter(queued -> order.compare(order.keyOf(queued), from) >= 0)
                .sorted(Comparator.comparing(order::keyOf, order))
                .limit(room + 1L)
                .toList();
        return found.size() <= room
                ? new Found(found, null)
                : new Found(found.subList(0, room), order.keyOf(found.get(room)));
    }
}
