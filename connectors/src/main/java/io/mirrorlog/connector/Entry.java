package io.mirrorlog.connector;

/**
 * An event as one connection sees it: filtered, redacted and formatted.
 *
 * @param sequence the event's own number in the queue, the name by which an {@link Outcome} speaks of it; below zero for one
 *     that is written before it is in the queue, a name for that delivery alone
 * @param event the event behind the text
 * @param identifier the name under which this connection shows the event's site
 * @param text the event in the connection's format; one line, without its end
 */
public record Entry(long sequence, Event event, String identifier, String text) {}
