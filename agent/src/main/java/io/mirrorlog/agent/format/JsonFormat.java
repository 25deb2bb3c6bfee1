package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;

/** The one JSON shape of an event, complete with identifier and sequence. */
final class JsonFormat implements Format {

    @Override
    public void append(StringBuilder to, Event event, String identifier, long sequence) {
        EventJson.append(to, event, identifier, sequence);
    }
}
