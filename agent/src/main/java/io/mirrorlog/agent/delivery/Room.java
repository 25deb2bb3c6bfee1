package io.mirrorlog.agent.delivery;

import java.util.ArrayList;
import java.util.List;

/**
 * Room for lines in so many bytes of UTF-8; one batch, one thread.
 *
 * <p>A line is counted only when it might not fit: no character takes more than three bytes, and most batches end for
 * another reason long before that guess exceeds the room.
 */
final class Room {

    private static final long MOST_BYTES_A_UNIT = 3;

    private final long bytes;
    private final List<String> uncounted = new ArrayList<>();
    private long used;
    private long guessed;

    Room(long bytes) {
        this.bytes = bytes;
    }

    /** Puts the line in, with one byte for its end; false when it, or one before it, was too much. */
    boolean takes(String line) {
        uncounted.add(line);
        guessed += MOST_BYTES_A_UNIT * line.length() + 1;
        if (used + guessed > bytes) {
            count();
        }
        return used <= bytes;
    }

    private void count() {
        for (String line : uncounted) {
            used += utf8Length(line) + 1;
        }
        uncounted.clear();
        guessed = 0;
    }

    private static long utf8Length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                length += Character.isSurrogate(c) ? 1 : 2;
            } else if (c >= 0x80) {
                length++;
            }
        }
        return length;
    }
}
