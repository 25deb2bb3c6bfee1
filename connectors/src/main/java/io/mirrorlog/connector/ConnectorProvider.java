package io.mirrorlog.connector;

import java.util.List;

/**
 * Brings connectors to the agent from a jar in its plugin folder, which names the class that implements this in
 * {@code META-INF/services/io.mirrorlog.connector.ConnectorProvider}.
 *
 * <p>The class is public and has a public constructor without parameters. It is made and asked once, when the agent, or a
 * command that reads the configuration, starts.
 */
public interface ConnectorProvider {

    /** At least one; their options are public records. Does no I/O. */
    List<ConnectorType<?>> connectors();
}
