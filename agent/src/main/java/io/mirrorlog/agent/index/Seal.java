package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How columns lie in the file: behind each stands a checksum of it and of what it is, so that a flipped bit hides no event
 * from those who look for it. Pure.
 */
final class Seal {

    private static final int CHECKSUM = Integer.BYTES;
    private static final int COLUMNS_MAX = 16;

    private Seal() {}

    /** The number of a block's column in the file. */
    @SuppressWarnings("EnumOrdinal") // as the version of the file says
    static long id(Span span, Column column) {
        return span.first() * COLUMNS_MAX + column.ordinal();
    }

    /** @return what is to be stored */
    static byte[] close(ByteBuffer bytes, Span span, Column column) {
        ByteBuffer closed = ByteBuffer.allocate(bytes.remaining() + CHECKSUM);
        closed.put(bytes.duplicate());
        closed.putInt(checksum(closed.duplicate().flip(), span, column));
        return closed.array();
    }

    /** @throws IndexException when it is not what was stored for this */
    static ByteBuffer open(byte[] stored, Span span, Column column) {
        if (stored.length < CHECKSUM || stored.length - CHECKSUM < span.size() * column.width()) {
            throw damaged();
        }
        ByteBuffer bytes = ByteBuffer.wrap(stored, 0, stored.length - CHECKSUM).slice();
        if (ByteBuffer.wrap(stored).getInt(bytes.limit()) != checksum(bytes.duplicate(), span, column)) {
            throw damaged();
        }
        return bytes;
    }

    private static IndexException damaged() {
        return new IndexException("it is damaged");
    }

    private static int checksum(ByteBuffer bytes, Span span, Column column) {
        var checksum = new CRC32C();
        checksum.update(bytes);
        checksum.update(ByteBuffer.allocate(5 * Long.BYTES)
                .putLong(id(span, column))
                .putLong(span.last())
                .putLong(span.size())
                .putLong(span.times().earliest())
                .putLong(span.times().latest())
                .flip());
        return (int) checksum.getValue();
    }
}
