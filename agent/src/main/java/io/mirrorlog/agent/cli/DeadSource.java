package io.mirrorlog.agent.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where dead letters are read. For one thread. */
interface DeadSource extends AutoCloseable {

    /**
     * Some of what a connection's destination does not have.
     *
     * @param items one JSON object each
     * @param next where to read on; 0 at the end
     */
    record Page(List<String> items, long next) {}

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

    /**
     * Some of the ranges that a connection has given up.
     *
     * @param after only those with larger first sequences
     * @throws ExitException also when there is no such connection
     */
    Page released(String connection, long after, int limit) throws ExitException;

    /** The range that begins there, with what is wrong with its file; null when there is none. */
    @Nullable
    String range(String connection, long first) throws ExitException;

    @Override
    void close();
}
