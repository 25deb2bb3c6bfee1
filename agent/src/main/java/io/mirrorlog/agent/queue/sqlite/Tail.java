package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The youngest committed events in memory, so that lanes that keep up need not read back what was just written.
 *
 * <p>Safe for many threads. Bounded by the stored size of the events and {@link Work#OVERHEAD} for each.
 */
final class Tail {

    private final long bytesMax;
    private @Nullable QueuedEvent[] ring = new QueuedEvent[64];
    private int head;
    private int size;
    private long bytes;

    Tail(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes what a commit has stored: consecutive, and next to what is here. */
    synchronized void add(List<QueuedEvent> committed) {
        for (QueuedEvent event : committed) {
            if (size == ring.length) {
                grow();
            }
            ring[(head + size++) & (ring.length - 1)] = event;
            bytes += weight(event);
            while (bytes > bytesMax) {
                drop();
            }
        }
    }

    /** Lets go of what is no longer retained. */
    synchronized void dropThrough(long sequence) {
        while (size > 0 && at(0).sequence() <= sequence) {
            drop();
        }
    }

    /**
     * The events after a sequence.
     *
     * @param atMost so many bytes by stored size, but at least one event
     * @return null when what follows the sequence is not here
     */
    synchronized @Nullable List<QueuedEvent> after(long sequence, int events, long atMost) {
        if (size == 0 || sequence < at(0).sequence() - 1) {
            return null;
        }
        int from = (int) Math.min(size, sequence + 1 - at(0).sequence());
        var found = new ArrayList<QueuedEvent>(Math.min(events, size - from));
        long room = atMost;
        for (int i = from; i < size && found.size() < events; i++) {
            room -= at(i).bytes();
            if (room < 0 && i > from) {
                break;
            }
            found.add(at(i));
        }
        return found;
    }

    private QueuedEvent at(int position) {
        QueuedEvent event = ring[(head + position) & (ring.length - 1)];
        if (event == null) {
            throw new IndexOutOfBoundsException(position);
        }
        return event;
    }

    private void drop() {
        bytes -= weight(at(0));
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
    }

    private void grow() {
        @Nullable QueuedEvent[] larger = new QueuedEvent[2 * ring.length];
        System.arraycopy(ring, head, larger, 0, size - head);
        System.arraycopy(ring, 0, larger, size - head, head);
        ring = larger;
        head = 0;
    }

    private static long weight(QueuedEvent event) {
        return (long) event.bytes() + Work.OVERHEAD;
    }
}
