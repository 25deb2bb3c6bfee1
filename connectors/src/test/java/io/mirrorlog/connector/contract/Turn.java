package io.mirrorlog.connector.contract;

import java.io.IOException;

/** What a {@link FaultyHttpServer} does with one call in the place of its service. */
@FunctionalInterface
public interface Turn {

    /** Reads what it wants to read and answers what it wants to answer; what it throws ends the TCP connection. */
    void play(Wire wire) throws IOException, InterruptedException;
}
