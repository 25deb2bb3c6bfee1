package io.mirrorlog.agent.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How the titles of a block's events begin: for each its length in bytes, and the text in UTF-8. Pure, but for adding. */
final class Heads {

    /** How much of a title is looked at, in characters; the event itself decides in the end. */
    private static final int CHARACTERS_MAX = 60;

    private final GrowingBytes heads = new GrowingBytes();

    /** @param title null where there is none */
    void add(@Nullable String title) {
        byte[] head = title == null ? new byte[0] : bytesOf(title);
        heads.add((byte) head.length);
        heads.add(head);
    }

    ByteBuffer seen() {
        return heads.seen();
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
