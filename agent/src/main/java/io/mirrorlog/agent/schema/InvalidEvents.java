package io.mirrorlog.agent.schema;

import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.Judged.Counts;
import io.mirrorlog.agent.stream.Judged.Failure;
import io.mirrorlog.connector.JsonStrings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells of events that are not as their schema wants them as own events, in the form of the Event Platform's {@code
 * /error/2.1.0}: the first one of each stream at once and whole, then one a minute with the number of the others.
 *
 * <p>So a producer that is broken for good costs next to nothing, whatever it sends: {@value #STREAMS_MAX} streams, at most
 * {@value #RAW_MAX} characters of an event. What the agent tells is never compared with a schema. Safe for many threads.
 */
public final class InvalidEvents {

    /** The stream that these events are of, as their metadata says it. */
    public static final String STREAM = "mirrorlog.error.validation";

    static final Duration QUIET = Duration.ofMinutes(1);
    static final int STREAMS_MAX = 20;
    static final int RAW_MAX = 16 << 10;

    private static final int MESSAGE_MAX = 2_000;

    private static final class Told {

        private Instant at = Instant.MIN;
        private long untold;
    }

    private final OwnEvents own;
    private final InstantSource clock;
    private final Map<String, Told> streams = new HashMap<>();

    public InvalidEvents(OwnEvents own, InstantSource clock) {
        this.own = own;
        this.clock = clock;
    }

    public synchronized void tell(Judged judged) {
        if (judged.failures().isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        judged.counts().forEach((stream, counts) -> count(stream, counts, now));
        judged.failures().forEach(failure -> tell(failure, now));
    }

    private void count(String stream, Counts counts, Instant now) {
        long failed = counts.invalid() + counts.unchecked();
        if (failed == 0) {
            return;
        }
        if (streams.size() >= STREAMS_MAX && !streams.containsKey(stream)) {
            streams.values().removeIf(told -> isOver(told, now));
        }
        if (streams.size() < STREAMS_MAX || streams.containsKey(stream)) {
            streams.computeIfAbsent(stream, name -> new Told()).untold += failed;
        }
    }

    private void tell(Failure failure, Instant now) {
        Told told = streams.get(failure.stream());
        if (told == null || !isOver(told, now)) {
            return;
        }
        long others = told.untold - 1;
        told.untold = 0;
        told.at = now;
        String what = failure.verdict().text() + (others == 0 ? "" : " (and " + others + " more of this stream)");
        own.tell(new OwnEvent(
                OwnEvent.Kind.EVENTS_INVALID,
                failure.stream() + ": an event "
                        + (failure.verdict().failure() == null ? "is not as" : "was not held against") + " its schema "
                        + Cut.of(failure.schema()) + ": " + what,
                facts(failure, Cut.of(what, MESSAGE_MAX), now)));
    }

    private static boolean isOver(Told told, Instant now) {
        return told.at.equals(Instant.MIN) || !now.isBefore(told.at.plus(QUIET));
    }

    private static String facts(Failure failure, String message, Instant now) {
        String time = JsonStrings.quote(now.truncatedTo(ChronoUnit.MILLIS).toString());
        String type = failure.verdict().failure() == null ? "ValidationError" : "SchemaError";
        return "{\"$schema\":\"/error/2.1.0\",\"meta\":{\"stream\":\"" + STREAM + "\",\"dt\":" + time + "},\"dt\":"
                + time
                + ",\"emitter_id\":\"mirrorlog\",\"error_type\":\"" + type + "\",\"errored_schema_uri\":"
                + JsonStrings.quote(Cut.of(failure.schema())) + ",\"errored_stream_name\":"
                + JsonStrings.quote(failure.stream()) + ",\"message\":" + JsonStrings.quote(message) + ",\"raw_event\":"
                + JsonStrings.quote(Cut.of(failure.event(), RAW_MAX)) + "}";
    }
}
