package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;

/** What is noted of some thousand events that follow each other, as a reader sees it: it does not change. */
interface Block {

    /** One without events. */
    Block EMPTY = new Block() {

        @Override
        public Span span() {
            return Span.EMPTY;
        }

        @Override
        public ByteBuffer column(Column column) {
            return ByteBuffer.allocate(0);
        }
    };

    Span span();

    /**
     * One column; not to be written to, and read by absolute places only.
     *
     * @throws IndexException when it cannot be read
     */
    ByteBuffer column(Column column);
}
