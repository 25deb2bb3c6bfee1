package io.mirrorlog.agent.queue.sqlite;

import java.time.Instant;

/** Times as they are stored: microseconds since 1970; what lies beyond their reach becomes the last one within. */
final class Micros {

    private static final long SECONDS_MAX = Long.MAX_VALUE / 1_000_000 - 1;

    private Micros() {}

    /** The last microsecond that is not after the time. */
    static long floor(Instant time) {
        long seconds = Math.max(-SECONDS_MAX, Math.min(SECONDS_MAX, time.getEpochSecond()));
        return seconds * 1_000_000 + time.getNano() / 1000;
    }

    /** The first microsecond that is not before the time. */
    static long ceiling(Instant time) {
        long floor = floor(time);
        return instant(floor).isBefore(time) ? floor + 1 : floor;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }
}
