package io.mirrorlog.agent.queue;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is put aside for one connection of a memory queue: events that are to be offered again, and dead letters. Only
 * under the queue's lock.
 */
final class MemoryAside {

    /**
     * An event that is to be offered again.
     *
     * @param letter its copy, where the log need not have it any more
     */
    record Again(
            Instant due,
            int attempts,
            Instant since,
            @Nullable DeadLetter letter) {}

    private final MemoryLog log;
    private final NavigableMap<Long, Again> again = new TreeMap<>();
    private final NavigableMap<Long, DeadLetter> dead = new TreeMap<>();

    MemoryAside(MemoryLog log) {
        this.log = log;
    }

    List<QueuedEvent> due(Instant now) {
        return again.entrySet().stream()
                .filter(entry -> !entry.getValue().due().isAfter(now))
                .map(entry -> eventOf(entry.getKey(), entry.getValue()))
                .toList();
    }

    private QueuedEvent eventOf(long sequence, Again exception) {
        return exception.letter() != null ? exception.letter().queued() : log.event(sequence);
    }

    @Nullable
    Instant nextDue() {
        return again.values().stream().map(Again::due).min(Instant::compareTo).orElse(null);
    }

    /** Of which events there is no copy but the log's. */
    Set<Long> held() {
        return again.entrySet().stream()
                .filter(entry -> entry.getValue().letter() == null)
                .map(entry -> entry.getKey())
                .collect(Collectors.toSet());
    }

    /** The event is to be offered again. */
    void putOff(long sequence, Again exception) {
        again.put(sequence, exception);
    }

    /** It was offered again; null when it was not put off. */
    @Nullable
    Again taken(long sequence) {
        return again.remove(sequence);
    }

    void refused(DeadLetter letter) {
        dead.put(letter.sequence(), letter);
    }

    List<DeadLetter> dead(long after, int atMost) {
        return dead.tailMap(after, false).values().stream().limit(atMost).toList();
    }

    /** How many dead letters there are. */
    int dead() {
        return dead.size();
    }

    Set<Long> retryDead(Set<Long> sequences, Instant now) {
        var found = new TreeSet<Long>();
        for (long sequence : sequences) {
            DeadLetter letter = dead.remove(sequence);
            if (letter != null) {
                found.add(sequence);
                again.put(sequence, new Again(now, letter.attempts(), letter.first(), letter));
            }
        }
        return found;
    }

    Set<Long> dropDead(Set<Long> sequences) {
        var found = new TreeSet<>(sequences);
        found.retainAll(dead.keySet());
        dead.keySet().removeAll(found);
        return found;
    }

    /** @param to its connection's new name */
    void renamed(String to) {
        dead.replaceAll((sequence, letter) ->
                new DeadLetter(to, letter.queued(), letter.reason(), letter.attempts(), letter.first(), letter.last()));
    }
}
