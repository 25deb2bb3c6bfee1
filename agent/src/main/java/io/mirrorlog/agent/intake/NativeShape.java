package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"timestamp","site","severity","message","id","type","action","user", …}}; the rest is metadata. */
final class NativeShape {

    private static final List<String> SCALARS = List.of("type", "action", "user");

    private NativeShape() {}

    static Draft read(RawObject object) throws BadEvent {
        Set<String> taken = new HashSet<>(List.of("timestamp", "site", "message", "id"));
        for (String key : SCALARS) {
            if (object.scalar(key) != null) {
                taken.add(key);
            }
        }
        Optional<Severity> severity = severity(object.find("severity"), object);
        if (severity.isPresent() || object.find("severity") == null) {
            taken.add("severity"); // an unknown one stays in the metadata, as given
        }
        return new Draft(
                timestamp(object, "timestamp"),
                site(object),
                severity.orElse(Severity.INFORMATIONAL),
                message(object, "message"),
                id(object, "id"),
                object.scalar("type"),
                object.scalar("action"),
                object.scalar("user"),
                object.without(taken));
    }

    static Optional<Severity> severity(RawObject.@Nullable Field field, RawObject object) throws BadEvent {
        if (field == null || !RawObject.isScalar(field)) {
            return Optional.empty();
        }
        return Severity.read(new Scalar(object.json(field)).text());
    }

    static String message(RawObject object, String key) throws BadEvent {
        RawObject.Field field = object.find(key);
        if (field == null) {
            throw new BadEvent(key, "is required: a string that says what happened");
        }
        String message = object.string(key);
        if (message == null) {
            throw new BadEvent(key, "must be a string");
        }
        if (message.isEmpty()) {
            throw new BadEvent(key, "must not be empty");
        }
        return message;
    }

    /** A string is RFC 3339, a number is an epoch. */
    static @Nullable OffsetDateTime timestamp(RawObject object, String key) throws BadEvent {
        RawObject.Field field = object.find(key);
        if (field == null) {
            return null;
        }
        Scalar given = object.scalar(key);
        if (given == null) {
            throw new BadEvent(key, "must be a string (RFC 3339) or a number (seconds, millis, micros or nanos)");
        }
        try {
            return given.isString() ? Timestamps.ofRfc3339(given.text()) : Timestamps.ofEpoch(given.text());
        } catch (IllegalArgumentException e) {
            throw new BadEvent(key, String.valueOf(e.getMessage()));
        }
    }

    static @Nullable Scalar id(RawObject object, String key) throws BadEvent {
        RawObject.Field field = object.find(key);
        if (field == null) {
            return null;
        }
        if (!RawObject.isString(field) && !RawObject.isInteger(field)) {
            throw new BadEvent(key, "must be a string or an integer");
        }
        if (field.to() - field.from() > IntakeLimits.ID_LENGTH) {
            throw new BadEvent(key, "is longer than " + IntakeLimits.ID_LENGTH + " bytes");
        }
        Scalar id = new Scalar(object.json(field));
        if (id.text().isEmpty()) {
            throw new BadEvent(key, "must not be empty");
        }
        return id;
    }

    private static @Nullable String site(RawObject object) throws BadEvent {
        if (object.find("site") == null) {
            return null;
        }
        String site = object.string("site");
        if (site == null || !SiteNames.isValid(site)) {
            throw new BadEvent("site", "must be " + SiteNames.RULE);
        }
        return site;
    }
}
