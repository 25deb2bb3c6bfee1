package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event by WP Activity Log's own keys.
 *
 * <p>The plugin's severity number stays in the metadata, where its users look for it and where it says more than our
 * word does.
 */
final class WsalShape {

    private WsalShape() {}

    static Draft read(RawObject object) throws BadEvent {
        var taker = new Taker(object);
        Scalar code = taker.scalar("Code");
        if (code == null) {
            throw new BadEvent("Code", "must be the event's code, a number or a string");
        }
        OffsetDateTime timestamp = timestamp(object, taker);
        Scalar eventType = taker.scalar("EventType");
        return new Draft(
                timestamp,
                site(object, taker),
                Taker.severityIn(object, "Severity").orElse(Severity.INFORMATIONAL),
                message(object, taker, eventType, code),
                taker.id("id"),
                code,
                eventType,
                taker.scalar("Username"),
                taker.rest());
    }

    /** {@code "<unix seconds>.<6 digits>"}, as a string or a number; RFC 3339 is welcome too. */
    private static @Nullable OffsetDateTime timestamp(RawObject object, Taker taker) throws BadEvent {
        if (object.find("Timestamp") == null) {
            return null;
        }
        Scalar given = taker.scalar("Timestamp");
        if (given == null) {
            throw new BadEvent("Timestamp", "must be seconds since 1970 with a fraction, as a string or a number");
        }
        try {
            boolean looksLikeDate = given.isString() && given.text().indexOf('-') > 0;
            return looksLikeDate ? Timestamps.ofRfc3339(given.text()) : Timestamps.ofEpoch(given.text());
        } catch (IllegalArgumentException e) {
            throw new BadEvent("Timestamp", String.valueOf(e.getMessage()));
        }
    }

    /** The plugin itself knows no such key, so one that is no name is left to the metadata like any other. */
    private static @Nullable String site(RawObject object, Taker taker) {
        String site = object.string("site");
        return site != null && SiteNames.isValid(site) ? taker.string("site") : null;
    }

    private static String message(RawObject object, Taker taker, @Nullable Scalar eventType, Scalar code) {
        String given = object.string("Message");
        if (given != null && !given.isEmpty()) {
            return Objects.requireNonNull(taker.string("Message"));
        }
        return Stream.of(text(object.scalar("Object")), text(eventType), "(" + code.text() + ")")
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String text(@Nullable Scalar scalar) {
        return scalar == null ? "" : scalar.text();
    }
}
