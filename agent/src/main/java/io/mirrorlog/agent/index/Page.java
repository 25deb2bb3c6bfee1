package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a page of events of their places. */
final class Page {

    /** A page ends with the event that fills it to this, so that large events make small pages. */
    static final long BYTES = 4 << 20;

    /** So many are read at once, so that a page of large events is not in memory twice over. */
    static final int AT_ONCE = 32;

    private Page() {}

    /** @param keys one more than the limit where there are more */
    static LogIndex.Found of(Retained retained, List<LogKey> keys, int limit) {
        List<QueuedEvent> events = new ArrayList<>();
        long bytes = 0;
        for (int at = 0; at < keys.size(); at += AT_ONCE) {
            List<LogKey> next = keys.subList(at, Math.min(keys.size(), at + AT_ONCE));
            Map<Long, QueuedEvent> read =
                    retained.withSequences(next.stream().map(LogKey::sequence).toList());
            for (int i = 0; i < next.size(); i++) {
                if (at + i == limit || bytes >= BYTES) {
                    return new LogIndex.Found(events, next.get(i));
                }
                QueuedEvent queued = read.get(next.get(i).sequence());
                if (queued != null) {
                    events.add(queued);
                    bytes += queued.bytes();
                }
            }
        }
        return new LogIndex.Found(events, null);
    }
}
