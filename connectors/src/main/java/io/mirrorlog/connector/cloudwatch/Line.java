package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Entry;

/**
 * An entry as CloudWatch Logs takes it.
 *
 * @param millis when it happened, since 1970
 * @param message at most {@link Oversize#MESSAGE_BYTES_MAX} bytes
 * @param bytes of the message, with {@link #OVERHEAD}
 */
record Line(Entry entry, Destination destination, long millis, String message, int bytes) {

    /** So many bytes are counted for each event besides its message. */
    static final int OVERHEAD = 26;
}
