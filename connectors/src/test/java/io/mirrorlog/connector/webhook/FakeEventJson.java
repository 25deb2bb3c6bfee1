package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.EventJson;
import io.mirrorlog.connector.JsonStrings;

/** Writes events about as the agent does, whose own tests tell how that is exactly. */
final class FakeEventJson implements EventJson {

    @Override
    public void append(StringBuilder to, Entry entry) {
        Event event = entry.event();
        to.append("{\"timestamp\":\"").append(event.timestamp());
        JsonStrings.appendQuoted(to.append("\",\"site\":"), event.site());
        JsonStrings.appendQuoted(to.append(",\"message\":"), event.message());
        if (event.id() != null) {
            to.append(",\"id\":").append(event.id().json());
        }
        to.append(",\"metadata\":").append(event.metadata()).append('}');
    }
}
