package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Counted;
import java.util.function.Supplier;

/** The chore that gives room which deleted events have left back to the disk, in small steps. */
public final class GivingBack implements Supplier<String> {

    private final Upkeep store;

    public GivingBack(Upkeep store) {
        this.store = store;
    }

    @Override
    public String get() {
        long all = 0;
        long step;
        do {
            step = store.giveBack();
            all += step;
        } while (step > 0 && !Thread.currentThread().isInterrupted());
        return Counted.of(all, "byte", "was given back", "were given back");
    }
}
