package io.mirrorlog.agent.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it, in either direction. */
public final class FakeClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-01T12:00:00.123456Z");

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }
}
