package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;

/**
 * The fingerprints of the youngest events, in the order in which they came, with an index by name.
 *
 * <p>Writer's thread only. A ring of entries grows by doubling up to the limit and what one commit adds; the index is
 * an open-addressing table of slots, twice as long. Of one name at most {@link #VERSIONS_MAX} contents are known, so
 * that a producer that uses one id for everything cannot make the search long.
 */
final class Remembered {

    /** What is known of a fingerprint. */
    enum Known {
        NOTHING,
        SAME_CONTENT,
        OTHER_CONTENT
    }

    private static final int VERSIONS_MAX = 8;
    private static final int SMALLEST = 1024;

    private final int limit;
    private long[] names = new long[SMALLEST];
    private long[] contents = new long[SMALLEST];
    private int[] seconds = new int[SMALLEST];
    /** Slot plus one; 0 is free. */
    private int[] index = new int[2 * SMALLEST];

    private int head;
    private int size;
    private int committed;

    Remembered(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    int size() {
        return size;
    }

    Known known(Fingerprint fingerprint) {
        Known known = Known.NOTHING;
        for (int at = home(fingerprint.name()); index[at] != 0; at = next(at)) {
            int slot = index[at] - 1;
            if (names[slot] == fingerprint.name()) {
                if (contents[slot] == fingerprint.content()) {
                    return Known.SAME_CONTENT;
                }
                known = Known.OTHER_CONTENT;
            }
        }
        return known;
    }

    /** Remembers, until {@link #rollback} unless {@link #commit} comes first. */
    void add(Fingerprint fingerprint, long arrivedMicros) {
        if (size == names.length) {
            grow();
        }
        boundVersions(fingerprint.name());
        int slot = slot(size++);
        names[slot] = fingerprint.name();
        contents[slot] = fingerprint.content();
        seconds[slot] = (int) Math.max(0, Math.min(0xffff_ffffL, arrivedMicros / 1_000_000));
        insert(slot);
    }

    void commit() {
        while (size > limit) {
            forgetOldest();
        }
        committed = size;
    }

    /** As if nothing had been added since the last commit. */
    void rollback() {
        while (size > committed) {
            unindex(slot(--size));
        }
    }

    /** Forgets from the oldest on what came before that time; not to be called between add and commit. */
    void forgetBefore(long arrivedMicros) {
        long second = Math.floorDiv(arrivedMicros, 1_000_000L);
        while (size > 0 && Integer.toUnsignedLong(seconds[head]) < second) {
            forgetOldest();
        }
        committed = size;
    }

    private void forgetOldest() {
        unindex(head);
        head = slot(1);
        size--;
    }

    private void boundVersions(long name) {
        int versions = 0;
        int oldest = -1;
        for (int at = home(name); index[at] != 0; at = next(at)) {
            int slot = index[at] - 1;
            if (names[slot] == name) {
                versions++;
                oldest = oldest < 0 || age(slot) < age(oldest) ? slot : oldest;
            }
        }
        if (versions >= VERSIONS_MAX) {
            unindex(oldest);
        }
    }

    private void insert(int slot) {
        int at = home(names[slot]);
        while (index[at] != 0) {
            at = next(at);
        }
        index[at] = slot + 1;
    }

    /** Takes a slot out of the index, if it is there, and moves up those that it had kept from their place. */
    private void unindex(int slot) {
        int gap = home(names[slot]);
        while (index[gap] != slot + 1) {
            if (index[gap] == 0) {
                return;
            }
            gap = next(gap);
        }
        for (int at = next(gap); index[at] != 0; at = next(at)) {
            int home = home(names[index[at] - 1]);
            boolean reachable = gap <= at ? gap < home && home <= at : gap < home || home <= at;
            if (!reachable) {
                index[gap] = index[at];
                gap = at;
            }
        }
        index[gap] = 0;
    }

    private void grow() {
        int length = names.length;
        names = straightened(names);
        contents = straightened(contents);
        int[] times = new int[2 * length];
        System.arraycopy(seconds, head, times, 0, length - head);
        System.arraycopy(seconds, 0, times, length - head, head);
        seconds = times;
        int[] old = index;
        index = new int[4 * length];
        int oldHead = head;
        head = 0;
        for (int value : old) {
            if (value != 0) {
                insert((value - 1 - oldHead) & (length - 1));
            }
        }
    }

    private long[] straightened(long[] ring) {
        long[] straight = new long[2 * ring.length];
        System.arraycopy(ring, head, straight, 0, ring.length - head);
        System.arraycopy(ring, 0, straight, ring.length - head, head);
        return straight;
    }

    private int slot(int position) {
        return (head + position) & (names.length - 1);
    }

    private int age(int slot) {
        return (slot - head) & (names.length - 1);
    }

    private int home(long name) {
        return (int) ((name * 0x9e37_79b9_7f4a_7c15L) >>> 32) & (index.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (index.length - 1);
    }
}
