package io.mirrorlog.agent.queue;

import java.util.function.Supplier;

/** The chore that keeps the store's searches quick. */
public final class Optimise implements Supplier<String> {

    private final Upkeep store;

    public Optimise(Upkeep store) {
        this.store = store;
    }

    @Override
    public String get() {
        store.optimise();
        return "the store was optimised";
    }
}
