package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Takes an event out of its JSON shape; values that are kept as received are cut out of the text. */
final class EventJsonReader {

    /** How long {@link Timestamps#append} writes all but the oddest times. */
    private static final int USUAL_LENGTH = 35;

    private final Members members;
    private @Nullable OffsetDateTime timestamp;
    private @Nullable String site;
    private @Nullable Severity severity;
    private @Nullable String message;
    private @Nullable Scalar id;
    private @Nullable Scalar type;
    private @Nullable Scalar action;
    private @Nullable Scalar user;
    private String metadata = Event.NONE;
    private String marks = Event.NONE;

    /** @param json one compact object */
    EventJsonReader(String json) {
        this.members = new Members(json);
    }

    /** @throws IllegalArgumentException when the object is no event */
    Event event() {
        while (members.next()) {
            take(members.name());
        }
        if (timestamp == null || site == null || severity == null || message == null) {
            throw new IllegalArgumentException("an event has timestamp, site, severity and message");
        }
        return new Event(timestamp, site, severity, message, id, type, action, user, metadata, marks);
    }

    private void take(String name) {
        switch (name) {
            case "timestamp" -> timestamp = time(text());
            case "site" -> site = text();
            case "severity" -> severity = Severity.valueOf(text());
            case "message" -> message = text();
            case "id" -> id = scalar();
            case "type" -> type = scalar();
            case "action" -> action = scalar();
            case "user" -> user = scalar();
            case "identifier" -> text();
            case "sequence" -> scalar();
            case "metadata" -> takeMetadata();
            default -> throw new IllegalArgumentException("an event has no " + name);
        }
    }

    private String text() {
        if (members.kind() != '"') {
            throw new IllegalArgumentException("found no string where an event has one");
        }
        return JsonStrings.unquote(members.value());
    }

    private static OffsetDateTime time(String text) {
        if (text.length() == USUAL_LENGTH && Character.isDigit(text.charAt(0))) {
            return Timestamps.ofRfc3339(text);
        }
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("found no time where an event has one", e);
        }
    }

    private Scalar scalar() {
        if (!members.isScalar()) {
            throw new IllegalArgumentException("found neither string nor number where an event has one");
        }
        return new Scalar(members.value());
    }

    private void takeMetadata() {
        if (members.kind() != '{') {
            throw new IllegalArgumentException("metadata is an object");
        }
        String object = members.value();
        if (!OwnKeys.IN_JSON.isUsedIn(object)) {
            metadata = object;
            return;
        }
        var own = new RestoredKeys();
        for (var member = new Members(object); member.next(); ) {
            if (!own.takes(member)) {
                own.keep(member.text());
            }
        }
        metadata = own.metadata();
        marks = own.marks();
    }
}
