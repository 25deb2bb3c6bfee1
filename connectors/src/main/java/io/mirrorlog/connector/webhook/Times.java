package io.mirrorlog.connector.webhook;

import java.time.Instant;
import java.util.Locale;

/** Times as services want them, exact to the nanosecond. */
final class Times {

    private Times() {}

    /** Seconds since 1970 with nine digits behind the dot; before it below zero. */
    static String seconds(Instant time) {
        if (time.getEpochSecond() >= 0 || time.getNano() == 0) {
            return String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano());
        }
        long whole = -time.getEpochSecond() - 1;
        return String.format(Locale.ROOT, "-%d.%09d", whole, 1_000_000_000 - time.getNano());
    }

    /** Nanoseconds since 1970, at least none and at most as many as a long holds, which is until 2262. */
    static long nanos(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return 0;
        }
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
