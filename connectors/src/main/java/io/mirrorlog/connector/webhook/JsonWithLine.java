package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.EventJson;
import io.mirrorlog.connector.JsonStrings;

/** The one JSON shape of an event, with the connection's text of it as the field {@code line} at the end. */
final class JsonWithLine {

    private final EventJson json;

    JsonWithLine(EventJson json) {
        this.json = json;
    }

    /** Appends one object without the line, for what has the line in another place. */
    void appendEvent(StringBuilder to, Entry entry) {
        json.append(to, entry);
    }

    /** Appends one object. */
    void append(StringBuilder to, Entry entry) {
        json.append(to, entry);
        to.setLength(to.length() - 1);
        JsonStrings.appendQuoted(to.append(",\"line\":"), entry.text());
        to.append('}');
    }
}
