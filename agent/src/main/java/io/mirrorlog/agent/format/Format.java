package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;

/** Turns an event into the one line of text that a connection carries. Pure; safe for many threads. */
public interface Format {

    /**
     * The event as text, without a line's end; holds no character that {@code JsonStrings.isUnsafe} names, but paired
     * surrogates.
     *
     * @param identifier the name under which the site is shown
     * @param sequence the event's number in the queue, 0 for an event that has none
     */
    String render(Event event, String identifier, long sequence);
}
