package com.example.ntfy;

import io.mirrorlog.connector.ConnectorProvider;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Limits;
import java.time.Duration;
import java.util.List;

/** Tells the agent of the connector: its name stands in META-INF/services. */
public final class NtfyProvider implements ConnectorProvider {

    /** One message at a time; nothing waits for company. */
    private static final Limits LIMITS = new Limits(1, NtfyConnector.BYTES_MAX, Duration.ZERO);

    @Override
    public List<ConnectorType<?>> connectors() {
        return List.of(new ConnectorType<>("ntfy", NtfyConnector.Options.class, LIMITS, false, NtfyConnector::new));
    }
}
