package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        Set<String> taken = new HashSet<>(List.of("Timestamp"));
        Scalar code = take(object, "Code", taken);
        Scalar eventType = take(object, "EventType", taken);
        Scalar user = take(object, "Username", taken);
        Scalar id = NativeShape.id(object, "id");
        if (id != null) {
            taken.add("id");
        }
        String site = object.string("site");
        if (site != null && SiteNames.isValid(site)) {
            taken.add("site");
        } else {
            site = null;
        }
        String message = object.string("Message");
        if (message != null && !message.isEmpty()) {
            taken.add("Message");
        } else {
            message = composed(object.scalar("Object"), eventType, code);
        }
        Severity severity =
                NativeShape.severity(object.find("Severity"), object).orElse(Severity.INFORMATIONAL);
        return new Draft(timestamp(object), site, severity, message, id, code, eventType, user, object.without(taken));
    }

    private static @Nullable Scalar take(RawObject object, String key, Set<String> taken) throws BadEvent {
        Scalar value = object.scalar(key);
        if (value != null) {
            taken.add(key);
        }
        return value;
    }

    /** {@code "<unix seconds>.<6 digits>"}, as a string or a number. */
    private static @Nullable OffsetDateTime timestamp(RawObject object) throws BadEvent {
        Scalar given = object.scalar("Timestamp");
        if (given == null) {
            return NativeShape.timestamp(object, "Timestamp");
        }
        try {
            return Timestamps.ofEpoch(given.text());
        } catch (IllegalArgumentException notEpoch) {
            return NativeShape.timestamp(object, "Timestamp");
        }
    }

    private static String composed(@Nullable Scalar subject, @Nullable Scalar eventType, @Nullable Scalar code) {
        List<String> words = new ArrayList<>();
        if (subject != null) {
            words.add(subject.text());
        }
        if (eventType != null) {
            words.add(eventType.text());
        }
        words.add("(" + (code == null ? "" : code.text()) + ")");
        return String.join(" ", words);
    }
}
