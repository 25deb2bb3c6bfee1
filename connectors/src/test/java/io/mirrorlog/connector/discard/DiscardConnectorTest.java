package io.mirrorlog.connector.discard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.contract.ConnectorContract;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiscardConnectorTest extends ConnectorContract {

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("discard").orElseThrow();
    }

    @Override
    protected Record options() {
        return new DiscardConnector.Options();
    }

    @Override
    protected Connector connector() {
        return new DiscardConnector();
    }

    @Override
    protected void assertArrived(List<String> texts) {
        // Nothing is kept, so there is nothing to look at.
    }

    @Override
    protected Optional<Connector> brokenConnector() {
        return Optional.empty();
    }

    @Test
    void saysThatItHasEverything() throws Exception {
        try (var connector = new DiscardConnector()) {
            assertThat(connector.deliver(entries("a", "b"))).isEqualTo(Outcome.DELIVERED);
        }
    }
}
