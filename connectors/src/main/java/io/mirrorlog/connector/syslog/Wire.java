package io.mirrorlog.connector.syslog;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** A way to a receiver that is open for one delivery. One thread; {@link #close} is for any, and ends what hangs. */
interface Wire extends Closeable {

    /**
     * Sends all messages; returns when the receiver has them, as far as its protocol can tell.
     *
     * @throws IOException when it may not have all of them
     */
    void send(List<byte[]> messages) throws IOException;
}
