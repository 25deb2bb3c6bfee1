package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;

/** How one kind of endpoint wants events, and what it means by its answers. Pure; for one thread where it says nothing else. */
interface Dialect {

    long MIB = 1 << 20;

    /**
     * What stands around the entries of a body.
     *
     * @param contentType unless the user sets another
     * @param begin before the first entry
     * @param between two entries
     * @param end behind the last entry
     */
    record Frame(String contentType, String begin, String between, String end) {}

    Frame frame();

    /** Appends what one entry is in the body. */
    void append(StringBuilder to, Entry entry);

    /** A body is no longer, unless one entry alone is, in bytes before it is compressed. */
    default long bodyMost() {
        return 8 * MIB;
    }

    /** An entry that takes more bytes is not sent at all. */
    default long entryMost() {
        return Long.MAX_VALUE;
    }

    /** What a status means that is not among those after which the user wants it tried again. */
    Outcome heard(Reply reply);
}
