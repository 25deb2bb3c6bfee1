package io.mirrorlog.agent.delivery;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Outcome.Blocked;
import io.mirrorlog.connector.Outcome.Delivered;
import io.mirrorlog.connector.Outcome.Mixed;
import io.mirrorlog.connector.Outcome.Retry;
import io.mirrorlog.connector.Outcome.TooLarge;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/** The event by which a connection is tried, and what its destination says to it. Pure. */
public final class TestEvent {

    /** Longer than a call to a remote destination may take. */
    public static final int SECONDS_MAX = 15;

    private TestEvent() {}

    /** @param site the agent's own */
    public static Event of(String connection, String site, Instant now) {
        return new Event(
                now.atOffset(ZoneOffset.UTC),
                site,
                Severity.INFORMATIONAL,
                "Test event of Mirrorlog for the connection " + connection,
                Scalar.of("test-" + now.toEpochMilli()),
                Scalar.of("mirrorlog"),
                Scalar.of("test"),
                null,
                Event.NONE,
                "{\"test\":true}");
    }

    /** Whether it is at the destination. */
    public static boolean arrived(Outcome outcome) {
        return outcome instanceof Delivered
                || (outcome instanceof Mixed mixed
                        && mixed.refused().isEmpty()
                        && mixed.again().isEmpty());
    }

    /** What the destination said, for people. */
    public static String told(Outcome outcome) {
        if (outcome instanceof Retry retry) {
            return retry.reason();
        }
        if (outcome instanceof Blocked blocked) {
            return blocked.reason();
        }
        if (outcome instanceof TooLarge tooLarge) {
            return tooLarge.reason();
        }
        if (outcome instanceof Mixed mixed && !arrived(mixed)) {
            return Stream.concat(mixed.refused().values().stream(), Stream.of("it is to be offered again"))
                    .findFirst()
                    .orElseThrow();
        }
        return "delivered";
    }
}
