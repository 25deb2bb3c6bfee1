package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The retained events in the order of the queue. */
@FunctionalInterface
public interface Retained {

    /** How many may be read at once. */
    int STEP = 500;

    /** Those with larger sequences: fewer than asked for where they are large, none only at the end. */
    List<QueuedEvent> after(long sequence, int atMost);

    /** Those with one of these sequences, by it: what is not retained any more is left out. */
    default Map<Long, QueuedEvent> withSequences(Collection<Long> sequences) {
        Map<Long, QueuedEvent> found = new HashMap<>();
        List<Long> sorted = sequences.stream().sorted().distinct().toList();
        int next = 0;
        while (next < sorted.size()) {
            int run = runFrom(sorted, next);
            List<QueuedEvent> read = after(sorted.get(next) - 1, run);
            if (read.isEmpty()) {
                break;
            }
            read.forEach(queued -> found.put(queued.sequence(), queued));
            long seen = read.get(read.size() - 1).sequence();
            while (next < sorted.size() && sorted.get(next) <= seen) {
                next++;
            }
        }
        found.keySet().retainAll(new ArrayList<>(sorted));
        return found;
    }

    private static int runFrom(List<Long> sorted, int first) {
        int run = 1;
        while (first + run < sorted.size() && sorted.get(first + run) == sorted.get(first) + run) {
            run++;
        }
        return run;
    }
}
