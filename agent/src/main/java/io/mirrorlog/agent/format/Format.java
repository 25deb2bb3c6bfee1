package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;

/** Turns an event into the one line of text that a connection carries. Pure; safe for many threads. */
public interface Format {

    /**
     * Appends the event as text, without a line's end; it holds no character that {@code JsonStrings.isUnsafe} names, but
     * paired surrogates.
     *
     * @param identifier the name under which the site is shown
     * @param sequence the event's number in the queue, 0 for an event that has none
     */
    void append(StringBuilder to, Event event, String identifier, long sequence);

    /** The text that {@link #append} appends. */
    default String render(Event event, String identifier, long sequence) {
        StringBuilder text = EventJson.withRoomFor(event);
        append(text, event, identifier, sequence);
        return text.toString();
    }
}
