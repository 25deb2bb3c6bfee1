package io.mirrorlog.agent.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The real clock, set forward by a test: db-scheduler waits for ever for a clock that stands still. */
final class ShiftedClock implements InstantSource {

    private final InstantSource real = InstantSource.system();
    private final AtomicReference<Duration> shift = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
        return real.instant().plus(shift.get());
    }

    void advance(Duration by) {
        shift.updateAndGet(before -> before.plus(by));
    }
}
