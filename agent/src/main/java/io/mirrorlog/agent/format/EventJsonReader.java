package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.JsonScanner.Kind;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Takes an event out of its JSON shape, in one pass; values that are kept as received are cut out of the text. */
final class EventJsonReader {

    private static final String[] KEYS = {
        "timestamp", "site", "identifier", "severity", "message", "id", "type", "action", "user", "sequence", "metadata"
    };

    /** How long {@link Timestamps#append} writes all but the oddest times. */
    private static final int USUAL_LENGTH = 35;

    private static final int LONG_DIGITS = 18;

    private final JsonScanner json;
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
    private long sequence;

    /** @param json the whole text */
    EventJsonReader(JsonScanner json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException when the object is no event */
    Event event() throws BrokenJson {
        if (json.peek() != '{') {
            throw new IllegalArgumentException("an event is a JSON object");
        }
        json.open();
        while (json.more('}')) {
            take(json.nameAmong(KEYS), json.value());
        }
        if (json.peek() >= 0) {
            throw new IllegalArgumentException("something follows the event");
        }
        if (timestamp == null || site == null || severity == null || message == null) {
            throw new IllegalArgumentException("an event has timestamp, site, severity and message");
        }
        return new Event(timestamp, site, severity, message, id, type, action, user, metadata, marks);
    }

    /** The sequence that stood there, after {@link #event}; 0 when there was none. */
    long sequence() {
        return sequence;
    }

    private void take(String name, Kind kind) {
        switch (name) {
            case "timestamp" -> timestamp = time(text(kind));
            case "site" -> site = text(kind);
            case "severity" -> severity = Severity.valueOf(text(kind));
            case "message" -> message = text(kind);
            case "id" -> id = scalar(kind);
            case "type" -> type = scalar(kind);
            case "action" -> action = scalar(kind);
            case "user" -> user = scalar(kind);
            case "identifier" -> text(kind);
            case "sequence" -> sequence = number(kind);
            case "metadata" -> takeMetadata(kind);
            default -> throw new IllegalArgumentException("an event has no " + name);
        }
    }

    private String text(Kind kind) {
        if (kind != Kind.STRING) {
            throw new IllegalArgumentException("found no string where an event has one");
        }
        return json.text();
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

    private long number(Kind kind) {
        String digits = scalar(kind).json();
        return kind == Kind.INTEGER && digits.length() <= LONG_DIGITS ? Long.parseLong(digits) : 0;
    }

    private Scalar scalar(Kind kind) {
        if (kind != Kind.STRING && kind != Kind.INTEGER && kind != Kind.DECIMAL) {
            throw new IllegalArgumentException("found neither string nor number where an event has one");
        }
        return new Scalar(json.json());
    }

    private void takeMetadata(Kind kind) {
        if (kind != Kind.OBJECT) {
            throw new IllegalArgumentException("metadata is an object");
        }
        String object = json.json();
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
