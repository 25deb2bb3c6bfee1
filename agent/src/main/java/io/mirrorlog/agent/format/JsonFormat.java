package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;

/** The one JSON shape of an event, complete with identifier and sequence. */
final class JsonFormat implements Format {

    @Override
    public String render(Event event, String identifier, long sequence) {
        var json = new StringBuilder(event.message().length() + event.metadata().length() + 256);
        EventJson.append(json, event, identifier, sequence);
        return json.toString();
    }
}
