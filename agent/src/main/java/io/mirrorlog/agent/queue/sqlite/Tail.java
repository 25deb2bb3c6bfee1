package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The youngest committed events in memory, so that lanes that keep up need not read back what was just written.
 *
 * <p>Safe for many threads. Bounded by the array that the stored forms share; a new one overwrites the oldest. They stay
 * bytes: as objects, thousands of them would live just long enough to be in the garbage collector's way.
 */
final class Tail {

    private static final int PLACES = 1_024;

    private final byte[] ring;

    /** Where the next goes, unless it does not fit in front of the ring's end. */
    private int end;

    private long[] sequences = new long[PLACES];
    private long[] arrived = new long[PLACES];
    private int[] starts = new int[PLACES];
    private int[] sizes = new int[PLACES];
    private int head;
    private int count;

    Tail(int bytes) {
        this.ring = new byte[bytes];
    }

    /** Takes what a commit has stored: consecutive, and next to what is here. */
    synchronized void add(List<Stored> committed) {
        for (Stored stored : committed) {
            int size = stored.bodies().size(stored.index());
            if (size > ring.length) {
                count = 0; // what is here must stay without gaps
                continue;
            }
            int start = room(size);
            stored.bodies().copy(stored.index(), ring, start);
            if (count == starts.length) {
                grow();
            }
            int place = place(count++);
            sequences[place] = stored.sequence();
            arrived[place] = stored.arrived();
            starts[place] = start;
            sizes[place] = size;
        }
    }

    /** Makes room for so many bytes in a row, and returns where. */
    private int room(int size) {
        if (end + size > ring.length) {
            while (count > 0 && starts[head] >= end) {
                drop();
            }
            end = 0;
        }
        while (count > 0 && starts[head] >= end && starts[head] < end + size) {
            drop();
        }
        int start = end;
        end += size;
        return start;
    }

    /** Lets go of what is no longer retained. */
    synchronized void dropThrough(long sequence) {
        while (count > 0 && sequences[head] <= sequence) {
            drop();
        }
    }

    /**
     * The events after a sequence.
     *
     * @param atMost so many bytes by stored size, but at least one event
     * @return null when what follows the sequence is not here
     */
    @Nullable
    List<QueuedEvent> after(long sequence, int events, long atMost) {
        Copy copy = copyAfter(sequence, events, atMost);
        return copy == null ? null : copy.events();
    }

    private synchronized @Nullable Copy copyAfter(long sequence, int events, long atMost) {
        if (count == 0 || sequence < sequences[head] - 1) {
            return null;
        }
        int from = (int) Math.min(count, sequence + 1 - sequences[head]);
        int to = from;
        long bytes = 0;
        while (to < count && to - from < events) {
            int size = sizes[place(to)];
            if (bytes + size > atMost && to > from) {
                break;
            }
            bytes += size;
            to++;
        }
        var copy = new Copy(to - from, (int) bytes);
        for (int i = from; i < to; i++) {
            int place = place(i);
            copy.add(sequences[place], arrived[place], ring, starts[place], sizes[place]);
        }
        return copy;
    }

    private void drop() {
        head = place(1);
        count--;
    }

    private int place(int position) {
        return (head + position) & (starts.length - 1);
    }

    private void grow() {
        int length = starts.length;
        sequences = straightened(sequences);
        arrived = straightened(arrived);
        int[] newStarts = new int[2 * length];
        int[] newSizes = new int[2 * length];
        for (int i = 0; i < length; i++) {
            newStarts[i] = starts[place(i)];
            newSizes[i] = sizes[place(i)];
        }
        starts = newStarts;
        sizes = newSizes;
        head = 0;
    }

    private long[] straightened(long[] values) {
        long[] straight = new long[2 * values.length];
        System.arraycopy(values, head, straight, 0, values.length - head);
        System.arraycopy(values, 0, straight, values.length - head, head);
        return straight;
    }

    /** Some of it, to be read without holding up the writer. */
    private static final class Copy {

        private final long[] sequences;
        private final long[] arrived;
        private final int[] ends;
        private final byte[] bytes;
        private int count;

        Copy(int events, int bytes) {
            this.sequences = new long[events];
            this.arrived = new long[events];
            this.ends = new int[events];
            this.bytes = new byte[bytes];
        }

        void add(long sequence, long arrivedAt, byte[] from, int at, int size) {
            int start = start(count);
            System.arraycopy(from, at, bytes, start, size);
            sequences[count] = sequence;
            arrived[count] = arrivedAt;
            ends[count++] = start + size;
        }

        List<QueuedEvent> events() {
            var events = new ArrayList<QueuedEvent>(count);
            for (int i = 0; i < count; i++) {
                int start = start(i);
                int size = ends[i] - start;
                events.add(new QueuedEvent(
                        sequences[i],
                        Micros.instant(arrived[i]),
                        size,
                        Bodies.event(sequences[i], bytes, start, size)));
            }
            return events;
        }

        private int start(int index) {
            return index == 0 ? 0 : ends[index - 1];
        }
    }
}
