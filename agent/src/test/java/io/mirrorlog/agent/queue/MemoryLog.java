package io.mirrorlog.agent.queue;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.connector.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The events that a memory queue retains. Only under the queue's lock. */
final class MemoryLog {

    private static final int PURGE_STEP = 4_000;

    private final NavigableMap<Long, QueuedEvent> events = new TreeMap<>();
    private final Map<String, QueueStatus.Site> sites = new HashMap<>();
    private long last;
    private long purged;

    /** Returns the event's sequence. */
    long add(Event event, Instant now) {
        int bytes = EventJson.write(event).getBytes(StandardCharsets.UTF_8).length;
        events.put(++last, new QueuedEvent(last, now, bytes, event));
        sites.merge(
                event.site(),
                new QueueStatus.Site(1, now),
                (old, one) -> new QueueStatus.Site(old.events() + 1, one.lastSeen()));
        return last;
    }

    /** One that is retained. */
    QueuedEvent event(long sequence) {
        return Objects.requireNonNull(events.get(sequence));
    }

    Collection<QueuedEvent> after(long sequence) {
        return events.tailMap(sequence, false).values();
    }

    Collection<QueuedEvent> upTo(long sequence) {
        return events.headMap(sequence, true).values();
    }

    Collection<QueuedEvent> between(long after, long through) {
        return events.subMap(after, false, through, true).values();
    }

    Collection<QueuedEvent> downFrom(long before) {
        return events.headMap(before, false).descendingMap().values();
    }

    @Nullable
    QueuedEvent oldest() {
        return events.isEmpty() ? null : events.firstEntry().getValue();
    }

    /** The last sequence that was given. */
    long last() {
        return last;
    }

    /** The position of a connection that begins so. */
    long position(Start start) {
        QueuedEvent oldest = oldest();
        if (start instanceof Start.Earliest && oldest != null) {
            return oldest.sequence() - 1;
        }
        if (start instanceof Start.At at) {
            return events.values().stream()
                    .filter(event -> !event.arrived().isBefore(at.time()))
                    .mapToLong(event -> event.sequence() - 1)
                    .findFirst()
                    .orElse(last);
        }
        return last;
    }

    /** What is not retained any more behind a position. */
    @Nullable
    Gap gap(long position) {
        long first = position + 1;
        long missing = LongStream.rangeClosed(first, purged)
                .filter(sequence -> !events.containsKey(sequence))
                .count();
        return missing == 0 ? null : new Gap(first, purged, missing);
    }

    /** Deletes one step of what is settled up to that sequence and may go; returns how many that were. */
    int purge(long settled, Predicate<QueuedEvent> mayGo) {
        List<Long> gone = upTo(settled).stream()
                .filter(mayGo)
                .limit(PURGE_STEP)
                .map(QueuedEvent::sequence)
                .toList();
        events.keySet().removeAll(Set.copyOf(gone));
        gone.forEach(sequence -> purged = Math.max(purged, sequence));
        return gone.size();
    }

    QueueStatus status() {
        QueuedEvent oldest = oldest();
        return new QueueStatus(
                events.size(),
                events.values().stream().mapToLong(QueuedEvent::bytes).sum(),
                oldest == null ? null : oldest.arrived(),
                last,
                sites,
                null);
    }
}
