package io.mirrorlog.agent.index;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Type and action of an event as one word. Pure. */
final class Kind {

    private static final OffsetDateTime ANY_TIME = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private Kind() {}

    static String of(Event event) {
        return part(event.type()) + '\n' + part(event.action());
    }

    /** No JSON text holds a line break, and none is empty. */
    private static String part(@Nullable Scalar scalar) {
        return scalar == null ? "" : scalar.json();
    }

    /** Some event of that kind, to ask a pattern about. */
    static Event example(String kind) {
        int end = kind.indexOf('\n');
        return new Event(
                ANY_TIME,
                "any",
                Severity.LOW,
                "any",
                null,
                scalar(kind.substring(0, end)),
                scalar(kind.substring(end + 1)),
                null,
                Event.NONE,
                Event.NONE);
    }

    private static @Nullable Scalar scalar(String part) {
        return part.isEmpty() ? null : new Scalar(part);
    }
}
