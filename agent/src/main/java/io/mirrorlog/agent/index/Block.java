package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;

/** What is noted of some thousand events that follow each other, as a reader sees it: it does not change. */
interface Block {

    Span span();

    /**
     * One column; not to be written to, and read by absolute places only.
     *
     * @throws IndexException when it cannot be read
     */
    ByteBuffer column(Column column);

    /** The number that is noted of an event. */
    default long at(Column column, int row) {
        return column.at(column(column), row);
    }
}
