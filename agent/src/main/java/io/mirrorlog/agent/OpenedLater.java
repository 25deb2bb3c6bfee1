package io.mirrorlog.agent;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connector that is tried to be made again with each delivery while it cannot be: such a connection has failed, and keeps
 * neither the agent nor the others from starting. One lane; {@link #close} is for any thread.
 */
final class OpenedLater implements Connector {

    private final Supplier<Connector> opener;
    private volatile @Nullable Connector opened;
    private @Nullable String bookmark;

    OpenedLater(Supplier<Connector> opener) {
        this.opener = opener;
        try {
            opened = opener.get();
        } catch (RuntimeException e) {
            opened = null; // the first delivery meets the same, and tells it
        }
    }

    @Override
    public void resume(@Nullable String stored) {
        bookmark = stored;
        Connector present = opened;
        if (present != null) {
            present.resume(stored);
        }
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        Connector present = opened;
        if (present == null) {
            present = opener.get();
            present.resume(bookmark);
            opened = present;
        }
        return present.deliver(entries);
    }

    @Override
    public void close() throws IOException {
        Connector present = opened;
        if (present != null) {
            present.close();
        }
    }
}
