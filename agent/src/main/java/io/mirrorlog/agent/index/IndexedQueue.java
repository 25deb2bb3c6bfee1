package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.TimeRange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an index knows of its queue. Safe for many threads. */
public interface IndexedQueue extends Retained {

    /** Of the agent's queue. */
    static IndexedQueue of(EventQueue queue) {
        return new IndexedQueue() {

            @Override
            public List<QueuedEvent> after(long sequence, int atMost) {
                return queue.readForward(sequence, atMost);
            }

            @Override
            public long last() {
                return queue.last();
            }

            @Override
            public TimeRange times(long after) {
                return queue.times(after);
            }

            @Override
            public Set<String> carriedOver() {
                return queue.status().setAside().stream()
                        .filter(QueueStatus.SetAside::carriedOver)
                        .map(QueueStatus.SetAside::file)
                        .collect(Collectors.toCollection(TreeSet::new));
            }
        };
    }

    /** As {@link EventQueue#last}. */
    long last();

    /** As {@link EventQueue#times}. */
    TimeRange times(long after);

    /** The stores that were set aside and of which all that can be read is in the queue. */
    Set<String> carriedOver();
}
