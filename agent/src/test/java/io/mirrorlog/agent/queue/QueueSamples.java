package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;

/** Events for tests of queues and lanes. */
public final class QueueSamples {

    private QueueSamples() {}

    /** An event of the site "shop" whose message ends with the number. */
    public static Event event(int number) {
        return event("shop", "message " + number);
    }

    public static Event event(String site, String message) {
        return new Event(
                OffsetDateTime.parse("2026-02-28T23:59:59.123456789+05:30"),
                site,
                Severity.MEDIUM,
                message,
                Scalar.of("id of " + message),
                Scalar.of("user"),
                null,
                Scalar.of(7),
                "{\"n\":1.0,\"big\":1E400}",
                Event.NONE);
    }

    /** Arrivals without fingerprints, numbered from the first to the last, both included. */
    public static List<Arrival> arrivals(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> new Arrival(event(number), null))
                .toList();
    }

    /** An arrival that is known by its name. */
    public static Arrival known(Event event, long name, long content) {
        return new Arrival(event, new Arrival.Fingerprint(name, content));
    }
}
