package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes behind bytes. One thread at a time adds; what was seen does not change. */
final class GrowingBytes {

    private static final int LEAST = 1 << 10;

    private byte[] bytes = new byte[LEAST];
    private int length;

    void add(byte... more) {
        if (length + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more.length));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** As much as there is now. */
    ByteBuffer seen() {
        return ByteBuffer.wrap(bytes, 0, length).slice();
    }
}
