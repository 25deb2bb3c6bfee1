package io.mirrorlog.connector;

/**
 * Writes an entry's event in the one JSON shape that an event has everywhere: {@code {"timestamp","site","identifier",
 * "severity","message","id","type","action","user","sequence","metadata"}}, what is absent left out. The agent brings it,
 * so that no connector has a shape of its own.
 */
@FunctionalInterface
public interface EventJson {

    /** Appends one JSON object on one line, without a line's end. */
    void append(StringBuilder to, Entry entry);
}
