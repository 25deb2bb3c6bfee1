package io.mirrorlog.agent.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How the titles of a block's events begin: for each its length in bytes, and the text in UTF-8. Pure, but for adding. */
final class Heads {

    /** How much of a title is looked at, in characters; the event itself decides in the end. */
    private static final int CHARACTERS_MAX = 60;

    private static final int LEAST = 1 << 12;

    private byte[] bytes = new byte[LEAST];
    private int length;

    /** @param title null where there is none */
    void add(@Nullable String title) {
        byte[] head = title == null ? new byte[0] : bytesOf(title);
        if (length + 1 + head.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        bytes[length++] = (byte) head.length;
        System.arraycopy(head, 0, bytes, length, head.length);
        length += head.length;
    }

    /** As much as there is now. */
    ByteBuffer seen() {
        return ByteBuffer.wrap(bytes, 0, length).slice();
    }

    /** What titles with this beginning begin with here. */
    static byte[] bytesOf(String prefix) {
        int end = Math.min(prefix.length(), CHARACTERS_MAX);
        boolean isHalf = end > 0 && Character.isHighSurrogate(prefix.charAt(end - 1));
        return prefix.substring(0, isHalf ? end - 1 : end).getBytes(UTF_8);
    }

    /** Which of so many titles begin like that. */
    static boolean[] beginningWith(byte[] head, ByteBuffer heads, int size) {
        var wanted = ByteBuffer.wrap(head);
        var found = new boolean[size];
        int at = 0;
        for (int row = 0; row < size; row++) {
            int length = heads.get(at) & 0xff;
            found[row] =
                    length >= head.length && heads.slice(at + 1, head.length).equals(wanted);
            at += 1 + length;
        }
        return found;
    }
}
