package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.TimeRange;
import io.mirrorlog.connector.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** What a queue retains, in memory, with the naive answer to each question. */
final class RetainedEvents implements IndexedQueue {

    private final NavigableMap<Long, QueuedEvent> events = new ConcurrentSkipListMap<>();
    private volatile long last;
    private volatile Set<String> carriedOver = Set.of();
    private volatile boolean forgetful;

    /** Appends an event behind all others. */
    void add(Event event) {
        put(last + 1, event);
    }

    /** Puts an event in any place, as a salvage does. */
    void put(long sequence, Event event) {
        put(sequence, event, Instant.ofEpochSecond(1_700_000_000 + sequence));
    }

    void put(long sequence, Event event, Instant arrived) {
        events.put(sequence, new QueuedEvent(sequence, arrived, 100, event));
        last = Math.max(last, sequence);
    }

    void removeBelow(long sequence) {
        events.headMap(sequence).clear();
    }

    /** As if there had never been any. */
    void clear() {
        events.clear();
        last = 0;
    }

    void remove(long sequence) {
        events.remove(sequence);
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public TimeRange times(long after) {
        if (forgetful) {
            return TimeRange.ALL;
        }
        return events.tailMap(after, false).values().stream()
                .mapToLong(queued -> TimeRange.moment(queued.event().timestamp().toInstant()))
                .mapToObj(TimeRange.NONE::with)
                .reduce(TimeRange.NONE, TimeRange::and);
    }

    @Override
    public Set<String> carriedOver() {
        return carriedOver;
    }

    /** As a process that has just been started. */
    void forgetTimes() {
        forgetful = true;
    }

    /** As if a salvage of a store were done. */
    void carriedOver(String store) {
        carriedOver = Set.of(store);
    }

    /** Leaves out sequences. */
    void jumpTo(long sequence) {
        last = sequence;
    }

    int size() {
        return events.size();
    }

    @Override
    public List<QueuedEvent> after(long sequence, int atMost) {
        return events.tailMap(sequence, false).values().stream().limit(atMost).toList();
    }

    /** All that are looked for, the slow way. */
    List<QueuedEvent> sorted(LogQuery query, LogOrder order) {
        var all = new ArrayList<>(events.values());
        all.removeIf(queued -> !query.test(queued));
        all.sort(Comparator.comparing(order::keyOf, order));
        return all;
    }
}
