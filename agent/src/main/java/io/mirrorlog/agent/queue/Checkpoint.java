package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Counted;
import java.util.function.Supplier;

/** The chore that moves the write-ahead log into the store, so that it does not stay as large as it once had to be. */
public final class Checkpoint implements Supplier<String> {

    private final Upkeep store;

    public Checkpoint(Upkeep store) {
        this.store = store;
    }

    @Override
    public String get() {
        return "the write-ahead log is " + Counted.of(store.checkpoint(), "byte") + " smaller";
    }
}
