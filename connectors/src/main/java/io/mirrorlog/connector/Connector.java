package io.mirrorlog.connector;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends entries to one destination and says what happened; it never waits, retries, queues, counts or logs.
 *
 * <p>One lane calls it, one call at a time, not always from the same thread. The constructor does no I/O, so that a dead
 * destination cannot keep the agent from starting.
 */
public interface Connector extends AutoCloseable {

    /**
     * Hands back the last stored bookmark: before the first delivery after a start, and again when a delivery could not be
     * settled, because the connector is then further than what is stored. Does no I/O.
     *
     * @param bookmark what the last settled {@link Outcome.Delivered} carried; null when there was none
     */
    default void resume(@Nullable String bookmark) {}

    /**
     * Delivers the entries, in this order. The next call comes after the bookmark of this one is stored.
     *
     * <p>Bounded in time, whatever the destination does. What it says holds neither a secret nor what events hold.
     *
     * @param entries within {@link ConnectorType#limits}, or a single larger one; for none nothing is sent, and all is delivered
     * @throws InterruptedException when the agent stops; counts as no attempt
     */
    Outcome deliver(List<Entry> entries) throws InterruptedException;

    /** Lets go of files and sockets. May be called while {@link #deliver} runs; a second call does nothing. */
    @Override
    default void close() throws IOException {}
}
