package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads an event of Wikimedia's Event Platform: the stream is its message, the whole event its metadata. */
final class EventGateShape {

    private EventGateShape() {}

    private static final int SCHEMA_MAX = 1_000;
    private static final int STREAM_MAX = 255;

    /** True for what lacks a part of this shape and has no part of another: its producer waits for EventGate's answer. */
    static boolean isMeant(RawObject object) {
        if (object.find("message") != null) {
            return false;
        }
        RawObject meta = object.object("meta");
        return object.find("$schema") != null || (meta != null && meta.find("stream") != null);
    }

    static Draft read(RawObject object) throws BadEvent {
        if (object.find("$schema") == null) {
            throw new BadEvent(
                    "$schema", Verdict.failed("$schema is missing; there is no schema to hold the event against"));
        }
        text(object, "$schema", "$schema", SCHEMA_MAX);
        if (object.find("meta") == null) {
            throw new BadEvent("meta", Verdict.of(Fault.missing("", "meta")));
        }
        RawObject meta = object.object("meta");
        if (meta == null) {
            throw new BadEvent("meta", "must be an object");
        }
        if (meta.find("stream") == null) {
            throw new BadEvent("meta.stream", Verdict.of(Fault.missing(".meta", "stream")));
        }
        String stream = text(meta, "stream", "meta.stream", STREAM_MAX);
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

    /** @param path how the field is named to the producer */
    private static String text(RawObject object, String key, String path, int most) throws BadEvent {
        String text = object.string(key);
        if (text == null || text.isEmpty()) {
            throw new BadEvent(path, "must be a string that is not empty");
        }
        if (text.length() > most) {
            throw new BadEvent(path, "has " + text.length() + " characters; at most " + most);
        }
        return text;
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

    /** The site that an event names, whatever else is wrong with it. */
    static @Nullable String siteOf(RawObject object) {
        RawObject meta = object.object("meta");
        return site(object.string("wiki"), meta == null ? null : meta.string("domain"));
    }

    private static @Nullable String site(@Nullable String wiki, @Nullable String domain) {
        String name = wiki != null && !wiki.isEmpty() ? wiki : domain;
        return name == null || name.isEmpty() ? null : SiteNames.nearest(name);
    }
}
