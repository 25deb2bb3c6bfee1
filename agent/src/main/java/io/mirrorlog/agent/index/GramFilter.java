package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A set of all four characters that follow each other in some texts, in any case (a Bloom filter): each sets two bits in one
 * word of many, which others share. One thread at a time.
 *
 * <p>Closed, it is so large that at most a quarter of its bits is set: a byte with the logarithm of its words' number, and the
 * words.
 */
final class GramFilter {

    private static final int LENGTH = 4;
    private static final int LARGEST = 11;
    private static final int SMALLEST = 3;

    /** Four characters that have found one of their two bits unset: then at most a quarter of all bits is set. */
    private static final int MOST_IN_A_WORD = 8;

    private static final int PIECE = 256;

    /** Any odd number with bits all over: Knuth's for 64 bits. */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private final long[] words = new long[1 << LARGEST];
    private final char[] piece = new char[PIECE];
    private int different;

    void add(String text) {
        long gram = 0;
        int missing = LENGTH - 1;
        for (int begin = 0; begin < text.length(); begin += PIECE) {
            int length = Math.min(PIECE, text.length() - begin);
            text.getChars(begin, begin + length, piece, 0);
            for (int i = 0; i < length; i++) {
                gram = (gram << Character.SIZE) | folded(piece[i]);
                if (missing > 0) {
                    missing--;
                } else {
                    set(gram * SPREAD);
                }
            }
        }
    }

    private void set(long hash) {
        int word = word(hash);
        long there = words[word];
        long with = there | bits(hash);
        if (with != there) {
            words[word] = with;
            different++;
        }
    }

    /** Of all four characters in a word, to be {@linkplain #hasAll looked for}; none where it is too short. */
    static long[] hashes(String word) {
        var hashes = new long[Math.max(0, word.length() - LENGTH + 1)];
        long gram = 0;
        for (int i = 0; i < word.length(); i++) {
            gram = (gram << Character.SIZE) | folded(word.charAt(i));
            if (i >= LENGTH - 1) {
                hashes[i - LENGTH + 1] = gram * SPREAD;
            }
        }
        return hashes;
    }

    /** The same for all forms of a letter that {@link String#regionMatches(boolean, int, String, int, int)} takes for one. */
    private static char folded(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    private static int word(long hash) {
        return (int) (hash >>> (Long.SIZE - LARGEST));
    }

    /** By twelve bits of the hash that do not say which word it is. */
    private static long bits(long hash) {
        return 1L << (hash >>> (Long.SIZE - LARGEST - 6)) | 1L << (hash >>> (Long.SIZE - LARGEST - 12));
    }

    /** What it is now; then it is empty. Folded to half its size, the highest bit of each place is left out. */
    byte[] close() {
        int log = LARGEST;
        while (log > SMALLEST && different <= MOST_IN_A_WORD << (log - 1)) {
            log--;
            fold(1 << log);
        }
        ByteBuffer closed = ByteBuffer.allocate(size(log));
        closed.put((byte) log);
        for (int i = 0; i < 1 << log; i++) {
            closed.putLong(words[i]);
        }
        Arrays.fill(words, 0);
        different = 0;
        return closed.array();
    }

    private void fold(int half) {
        for (int i = 0; i < half; i++) {
            words[i] |= words[i + half];
        }
    }

    /** How many bytes a closed one takes that stands there. */
    static int size(ByteBuffer closed, int at) {
        return size(closed.get(at));
    }

    private static int size(int log) {
        return 1 + (Long.BYTES << log);
    }

    /** Whether a closed one may have all of these. */
    static boolean hasAll(ByteBuffer closed, int at, long... hashes) {
        int mask = (1 << closed.get(at)) - 1;
        for (long hash : hashes) {
            long wanted = bits(hash);
            if ((closed.getLong(at + 1 + Long.BYTES * (word(hash) & mask)) & wanted) != wanted) {
                return false;
            }
        }
        return true;
    }
}
