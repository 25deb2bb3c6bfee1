package io.mirrorlog.agent.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where dead letters are read. For one thread. */
interface DeadSource extends AutoCloseable {

    /**
     * Some of a connection's dead letters.
     *
     * @param letters one JSON object each
     * @param next where to read on; 0 at the end
     */
    record Page(List<String> letters, long next) {}

    /** The connections that may have any. */
    List<String> connections() throws ExitException;

    /**
     * @param query the filter, by the names that the agent knows
     * @param after only those with larger sequences
     * @throws ExitException also when there is no such connection
     */
    Page page(String connection, Map<String, String> query, long after, int limit) throws ExitException;

    /** One with its whole event; null when there is none. */
    @Nullable
    String whole(String connection, long sequence) throws ExitException;

    @Override
    void close();
}
