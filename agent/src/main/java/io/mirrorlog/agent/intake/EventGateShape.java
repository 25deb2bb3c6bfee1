package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads an event of Wikimedia's Event Platform: the stream is its message, the whole event its metadata. */
final class EventGateShape {

    private EventGateShape() {}

    static Draft read(RawObject object) throws BadEvent {
        RawObject meta = object.object("meta");
        if (meta == null) {
            throw new BadEvent("meta", "must be an object");
        }
        String stream = meta.string("stream");
        if (stream == null || stream.isEmpty()) {
            throw new BadEvent("meta.stream", "must be a string that is not empty");
        }
        // When it happened, as close to the event as it is told: "dt", a browser's "client_dt", the intake's "meta.dt".
        OffsetDateTime timestamp = firstTime(object.string("dt"), object.string("client_dt"), meta.string("dt"));
        return new Draft(
                timestamp,
                site(object.string("wiki"), meta.string("domain")),
                Severity.INFORMATIONAL,
                stream,
                meta.string("id") == null ? null : Taker.idIn(meta, "id", "meta.id"),
                null,
                null,
                null,
                object.only(field -> true));
    }

    /** One that cannot be read stays in the metadata for everybody to see, as all of the event does. */
    private static @Nullable OffsetDateTime firstTime(@Nullable String... candidates) {
        return Arrays.stream(candidates)
                .map(EventGateShape::timeOrNull)
                .filter(time -> time != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable OffsetDateTime timeOrNull(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Timestamps.ofRfc3339(text);
        } catch (IllegalArgumentException notATime) {
            return null;
        }
    }

    private static @Nullable String site(@Nullable String wiki, @Nullable String domain) {
        String name = wiki != null && !wiki.isEmpty() ? wiki : domain;
        return name == null || name.isEmpty() ? null : SiteNames.nearest(name);
    }
}
