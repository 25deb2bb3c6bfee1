package io.mirrorlog.agent.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one connection of a memory queue has given up. Only under the queue's lock. */
final class MemoryRanges {

    /** Those at its front are next. */
    private static final class Range {
        private final List<QueuedEvent> left;
        private final Released begin;
        private boolean offered;
        private boolean begun;

        Range(List<QueuedEvent> events, Released begin) {
            this.left = new ArrayList<>(events);
            this.begin = begin;
        }

        Released told(String connection) {
            return new Released(
                    connection,
                    begin.first(),
                    begin.last(),
                    begin.events(),
                    left.size(),
                    begin.since(),
                    begin.until(),
                    begin.at(),
                    begin.reason(),
                    begin.file(),
                    offered,
                    null);
        }
    }

    private final NavigableMap<Long, Range> ranges = new TreeMap<>();

    void add(List<QueuedEvent> events, Released begin) {
        ranges.put(begin.first(), new Range(events, begin));
    }

    List<Released> told(String connection, long after, int atMost) {
        return ranges.tailMap(after, false).values().stream()
                .limit(atMost)
                .map(range -> range.told(connection))
                .toList();
    }

    int size() {
        return ranges.size();
    }

    /** How many events are left in all of them. */
    long events() {
        return ranges.values().stream().mapToLong(range -> range.left.size()).sum();
    }

    Set<Long> offer(Set<Long> firsts) {
        var found = known(firsts);
        found.forEach(first -> Objects.requireNonNull(ranges.get(first)).offered = true);
        return found;
    }

    Set<Long> drop(Set<Long> firsts) {
        var found = known(firsts);
        ranges.keySet().removeAll(found);
        return found;
    }

    private Set<Long> known(Set<Long> firsts) {
        var found = new TreeSet<>(firsts);
        found.retainAll(ranges.keySet());
        return found;
    }

    boolean isAnyOffered() {
        return ranges.values().stream().anyMatch(range -> range.offered);
    }

    /** Whether a batch was taken that may have reached the destination without being settled. */
    boolean isAnyBegun() {
        return ranges.values().stream().anyMatch(range -> range.begun);
    }

    void noneIsBegun() {
        ranges.values().forEach(range -> range.begun = false);
    }

    /** The next batch of what is offered again; null when there is none. */
    @Nullable
    Batch next(int events) {
        for (Range range : ranges.values()) {
            if (range.offered) {
                range.begun = true;
                return new Batch(
                        Batch.Source.RELEASED, range.left.stream().limit(events).toList(), true);
            }
        }
        return null;
    }

    /** Takes an event out of its range, and returns it; null when it was not the next there. */
    @Nullable
    QueuedEvent settled(long sequence) {
        Map.Entry<Long, Range> entry = ranges.floorEntry(sequence);
        if (entry == null
                || entry.getValue().left.isEmpty()
                || entry.getValue().left.get(0).sequence() != sequence) {
            return null;
        }
        Range range = entry.getValue();
        range.begun = false;
        QueuedEvent event = range.left.remove(0);
        if (range.left.isEmpty()) {
            ranges.remove(entry.getKey());
        }
        return event;
    }
}
