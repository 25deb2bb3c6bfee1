package io.mirrorlog.agent.schema;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A place where schemas lie by their paths. For one thread. */
interface Repository extends Closeable {

    /** The largest text of a schema in bytes. */
    int BYTES_MAX = 1 << 20;

    /**
     * The text of a schema; empty when there is none of that name.
     *
     * @throws IOException when there may be one that cannot be had, saying why in words for the admin
     * @throws InterruptedException when the agent stops
     */
    Optional<String> find(SchemaUri uri) throws IOException, InterruptedException;

    /** Ends what goes on. */
    @Override
    void close();
}
