package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"timestamp","site","severity","message","id","type","action","user", …}}; the rest is metadata. */
final class NativeShape {

    private NativeShape() {}

    static Draft read(RawObject object) throws BadEvent {
        var taker = new Taker(object);
        return new Draft(
                timestamp(object, taker),
                site(object, taker),
                taker.severity("severity").orElse(Severity.INFORMATIONAL),
                message(object, taker),
                taker.id("id"),
                taker.scalar("type"),
                taker.scalar("action"),
                taker.scalar("user"),
                taker.rest());
    }

    private static String message(RawObject object, Taker taker) throws BadEvent {
        if (object.find("message") == null) {
            throw new BadEvent("message", "is required: a string that says what happened");
        }
        String message = taker.string("message");
        if (message == null) {
            throw new BadEvent("message", "must be a string");
        }
        if (message.isEmpty()) {
            throw new BadEvent("message", "must not be empty");
        }
        return message;
    }

    /** A string is RFC 3339, a number is an epoch. */
    private static @Nullable OffsetDateTime timestamp(RawObject object, Taker taker) throws BadEvent {
        if (object.find("timestamp") == null) {
            return null;
        }
        Scalar given = taker.scalar("timestamp");
        if (given == null) {
            throw new BadEvent("timestamp", "must be a string (RFC 3339) or a number (since 1970)");
        }
        try {
            return given.isString() ? Timestamps.ofRfc3339(given.text()) : Timestamps.ofEpoch(given.text());
        } catch (IllegalArgumentException e) {
            throw new BadEvent("timestamp", String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String site(RawObject object, Taker taker) throws BadEvent {
        if (object.find("site") == null) {
            return null;
        }
        String site = taker.string("site");
        if (site == null || !SiteNames.isValid(site)) {
            throw new BadEvent("site", "must be " + SiteNames.RULE);
        }
        return site;
    }
}
