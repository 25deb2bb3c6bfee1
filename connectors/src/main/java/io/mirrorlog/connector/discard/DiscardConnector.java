package io.mirrorlog.connector.discard;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.util.List;

/** Takes every entry and forgets it, for trying out filters and measuring the rest of the way. */
public final class DiscardConnector implements Connector {

    /** What the user writes under a connection with {@code connector: discard}: nothing. */
    public record Options() {}

    @Override
    public Outcome deliver(List<Entry> entries) {
        return Outcome.DELIVERED;
    }
}
