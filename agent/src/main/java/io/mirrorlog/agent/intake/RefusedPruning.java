package io.mirrorlog.agent.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Supplier;

/** The chore that deletes what was refused long ago. */
public final class RefusedPruning implements Supplier<String> {

    private final RefusedEvents refused;
    private final Duration kept;
    private final InstantSource clock;

    /** @param kept how long refused events stay */
    public RefusedPruning(RefusedEvents refused, Duration kept, InstantSource clock) {
        this.refused = refused;
        this.kept = kept;
        this.clock = clock;
    }

    @Override
    public String get() {
        try {
            return String.format(
                    Locale.ROOT,
                    "%,d refused events were deleted",
                    refused.files().prune(clock.instant().minus(kept)));
        } catch (IOException e) {
            throw new UncheckedIOException("refused events cannot be pruned: " + e.getMessage(), e);
        }
    }
}
