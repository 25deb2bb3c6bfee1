package io.mirrorlog.agent.index;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which four characters follow each other anywhere in the texts of some events, so that whoever looks for words needs not look
 * at most of them. The texts are not in it: each four set two bits of many, which others share (a Bloom filter).
 *
 * <p>For each {@value #GROUP} events there is a filter of its own, so large that at most a quarter of its bits is set: a byte with
 * the logarithm of its size, and the bits. Events behind the last full group are not in it.
 */
final class Grams {

    /** The more events share a filter, the smaller it is for each, and the more are looked at in vain. */
    static final int GROUP = 64;

    private static final int LENGTH = 4;
    private static final int LARGEST = 17;
    private static final int SMALLEST = 9;
    private static final int ONE_SET_OF = 4;

    /** Any odd number with bits all over: Knuth's for 64 bits. */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private final long[] group = new long[1 << (LARGEST - 6)];
    private final GrowingBytes groups = new GrowingBytes();
    private int events;

    /** Where the words of a {@link FreeText} are looked up. */
    static final class Wanted {

        private final int[] bits;

        /** Words that are shorter than four characters are not looked up. */
        Wanted(FreeText text) {
            bits = text.words().stream()
                    .flatMapToInt(word -> Arrays.stream(bits(word)))
                    .distinct()
                    .toArray();
        }

        private static int[] bits(String word) {
            var bits = new int[2 * Math.max(0, word.length() - LENGTH + 1)];
            long gram = 0;
            for (int i = 0; i < word.length(); i++) {
                gram = (gram << Character.SIZE) | folded(word.charAt(i));
                if (i >= LENGTH - 1) {
                    bits[2 * (i - LENGTH + 1)] = one(gram);
                    bits[2 * (i - LENGTH + 1) + 1] = other(gram);
                }
            }
            return bits;
        }

        boolean isEmpty() {
            return bits.length == 0;
        }

        /** Whether each of so many events may have all words. */
        boolean[] mayBeIn(ByteBuffer groups, int size) {
            var found = new boolean[size];
            int at = 0;
            for (int row = 0; row < size; row += GROUP) {
                boolean full = at < groups.limit();
                if (!full || isIn(groups, at)) {
                    Arrays.fill(found, row, Math.min(size, row + GROUP), true);
                }
                at += full ? 1 + (1 << (groups.get(at) - 3)) : 0;
            }
            return found;
        }

        private boolean isIn(ByteBuffer groups, int at) {
            int mask = (1 << groups.get(at)) - 1;
            for (int bit : bits) {
                int place = bit & mask;
                if ((groups.get(at + 1 + (place >>> 3)) & (1 << (place & 7))) == 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Adds what {@link FreeText} looks at. */
    void add(Event event) {
        add(event.message());
        add(event.type());
        add(event.action());
        add(event.user());
        add(event.id());
        add(event.metadata());
        if (++events == GROUP) {
            close();
        }
    }

    private void add(@Nullable Scalar scalar) {
        if (scalar != null) {
            add(scalar.text());
        }
    }

    private void add(String text) {
        long gram = 0;
        for (int i = 0; i < text.length(); i++) {
            gram = (gram << Character.SIZE) | folded(text.charAt(i));
            if (i >= LENGTH - 1) {
                set(one(gram));
                set(other(gram));
            }
        }
    }

    /** The same for all forms of a letter that {@link String#regionMatches(boolean, int, String, int, int)} takes for one. */
    private static char folded(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    private void set(int bit) {
        group[bit >>> 6] |= 1L << bit;
    }

    private static int one(long gram) {
        return (int) ((gram * SPREAD) >>> (Long.SIZE - LARGEST));
    }

    private static int other(long gram) {
        return (int) ((gram * SPREAD) >>> (Long.SIZE - 2 * LARGEST)) & ((1 << LARGEST) - 1);
    }

    /** Folds the filter to half its size as long as it stays thin: the highest bit of each place is left out. */
    private void close() {
        int log = LARGEST;
        while (log > SMALLEST && isThin(log - 1)) {
            log--;
            fold(log);
        }
        ByteBuffer closed = ByteBuffer.allocate(1 + (1 << (log - 3)));
        closed.put((byte) log);
        for (int i = 0; i < 1 << (log - 6); i++) {
            closed.putLong(Long.reverseBytes(group[i]));
        }
        groups.add(closed.array());
        Arrays.fill(group, 0);
        events = 0;
    }

    private boolean isThin(int log) {
        int half = 1 << (log - 6);
        int set = 0;
        for (int i = 0; i < half; i++) {
            set += Long.bitCount(group[i] | group[i + half]);
        }
        return set <= (1 << log) / ONE_SET_OF;
    }

    private void fold(int log) {
        int half = 1 << (log - 6);
        for (int i = 0; i < half; i++) {
            group[i] |= group[i + half];
        }
    }

    /** All full groups. */
    ByteBuffer seen() {
        return groups.seen();
    }
}
