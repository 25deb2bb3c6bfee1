package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Entry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A batch as it stands in the file; encoded once, because it is compared, measured and written. */
final class Lines {

    private final byte[] bytes;

    /** Where each line ends, in bytes from the start of the first. */
    private final int[] ends;

    private Lines(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    static Lines of(List<Entry> entries) {
        byte[][] texts = new byte[entries.size()][];
        int[] ends = new int[entries.size()];
        int end = 0;
        for (int i = 0; i < texts.length; i++) {
            texts[i] = entries.get(i).text().getBytes(StandardCharsets.UTF_8);
            end += texts[i].length + 1;
            ends[i] = end;
        }
        byte[] bytes = new byte[end];
        for (int i = 0; i < texts.length; i++) {
            int length = texts[i].length;
            System.arraycopy(texts[i], 0, bytes, ends[i] - 1 - length, length);
            bytes[ends[i] - 1] = '\n';
        }
        return new Lines(bytes, ends);
    }

    int count() {
        return ends.length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** How many of them, from the first, fit into so many bytes. */
    int fitting(long room) {
        int fitting = 0;
        while (fitting < ends.length && ends[fitting] <= room) {
            fitting++;
        }
        return fitting;
    }

    /** How many of them stand, in whole or in part, in the first so many bytes, at least one. */
    int begunIn(long length) {
        return Math.min(ends.length, fitting(length - 1) + 1);
    }

    /** The first so many of them. */
    Lines first(int number) {
        return number >= ends.length
                ? this
                : new Lines(Arrays.copyOf(bytes, ends[number - 1]), Arrays.copyOf(ends, number));
    }
}
