package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one event from its JSON shape in one pass; values that are kept as received are cut out of the text. */
final class EventJsonReader {

    /** How long {@link Timestamps#append} writes all but the oddest times. */
    private static final int USUAL_LENGTH = 35;

    private final String json;
    private final JsonParser parser;
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

    EventJsonReader(String json, JsonParser parser) {
        this.json = json;
        this.parser = parser;
    }

    /** @throws IllegalArgumentException when the text is no event */
    Event event() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("an event is an object");
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            take(name, parser.nextToken());
        }
        if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            throw new IllegalArgumentException("an event is one object and nothing else");
        }
        if (timestamp == null || site == null || severity == null || message == null) {
            throw new IllegalArgumentException("an event has timestamp, site, severity and message");
        }
        return new Event(timestamp, site, severity, message, id, type, action, user, metadata, marks);
    }

    private void take(String name, JsonToken token) {
        switch (name) {
            case "timestamp" -> timestamp = time(text(token));
            case "site" -> site = text(token);
            case "severity" -> severity = Severity.valueOf(text(token));
            case "message" -> message = text(token);
            case "id" -> id = scalar(token);
            case "type" -> type = scalar(token);
            case "action" -> action = scalar(token);
            case "user" -> user = scalar(token);
            case "identifier" -> text(token);
            case "sequence" -> scalar(token);
            case "metadata" -> takeMetadata(token);
            default -> throw new IllegalArgumentException("an event has no " + name);
        }
    }

    private String text(JsonToken token) {
        if (token != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("found no string where an event has one");
        }
        return parser.getString();
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

    private Scalar scalar(JsonToken token) {
        if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
            throw new IllegalArgumentException("found neither string nor number where an event has one");
        }
        return new Scalar(cut());
    }

    private void takeMetadata(JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("metadata is an object");
        }
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        String object = json.substring(from, end());
        if (!OwnKeys.IN_JSON.isUsedIn(object)) {
            metadata = object;
            return;
        }
        var own = new RestoredKeys();
        for (var members = new Members(object); members.next(); ) {
            if (!own.takes(members)) {
                own.keep(members.text());
            }
        }
        metadata = own.metadata();
        marks = own.marks();
    }

    /** The current value as it stands. */
    private String cut() {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.finishToken();
        return json.substring(from, end());
    }

    private int end() {
        return (int) parser.currentLocation().getCharOffset();
    }
}
