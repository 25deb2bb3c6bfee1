package io.mirrorlog.agent.web;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * The bytes of a body as they arrive, in one array that is copied as seldom as may be. One thread.
 *
 * <p>It never holds more than four times what has arrived, nor more than was announced: announcing costs a client nothing.
 */
final class Body {

    private static final int GROWTH = 4;

    private final long most;
    private final MemoryBudget.Share share;
    private byte[] bytes = new byte[0];
    private int length;

    /**
     * @param most so many bytes may come: announced, or allowed
     * @param share pays for the array
     */
    Body(long most, MemoryBudget.Share share) {
        this.most = most;
        this.share = share;
    }

    long length() {
        return length;
    }

    /** False when the budget does not pay for it. */
    boolean append(Buffer chunk) {
        int needed = length + chunk.length();
        if (needed > bytes.length) {
            int capacity = (int) Math.max(needed, Math.min(most, (long) GROWTH * needed));
            if (!share.take(capacity - bytes.length)) {
                return false;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        chunk.getBytes(bytes, length);
        length = needed;
        return true;
    }

    /** All of it; nothing is left here. */
    byte[] take() {
        byte[] taken = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        bytes = new byte[0];
        length = 0;
        return taken;
    }
}
