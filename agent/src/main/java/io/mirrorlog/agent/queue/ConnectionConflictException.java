package io.mirrorlog.agent.queue;

import java.time.Instant;

/** What is asked for makes sense, but not for a connection that stands as this one does. */
public final class ConnectionConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ConnectionConflictException(String message) {
        super(message);
    }

    public static ConnectionConflictException configured(String connection) {
        return new ConnectionConflictException(
                connection + " is configured; that is for connections that are taken out of the configuration");
    }

    public static ConnectionConflictException notRunning(String connection) {
        return new ConnectionConflictException(connection + " is not configured, so nothing runs for it");
    }

    public static ConnectionConflictException running(String connection) {
        return new ConnectionConflictException(
                connection + " runs; take it out of the configuration, and let its last delivery come to its end");
    }

    public static ConnectionConflictException known(String connection) {
        return new ConnectionConflictException("there is a connection named " + connection
                + " already, with a position of its own; forget that one first");
    }

    public static ConnectionConflictException replaying(Replay replay) {
        return new ConnectionConflictException("a replay of " + replay.connection() + " runs already and is at "
                + replay.position() + " of " + replay.last() + "; cancel it first, or wait for its end");
    }

    /** @param oldest the oldest event that is retained, and when it arrived */
    public static ConnectionConflictException notRetained(String connection, long oldest, Instant arrived) {
        return new ConnectionConflictException("of the events before " + oldest + ", which arrived before " + arrived
                + ", none are retained any more; a replay to " + connection + " can begin there");
    }

    public static ConnectionConflictException nothingToReplay(String connection) {
        return new ConnectionConflictException(
                "no event that arrived in that time is retained and was looked at by " + connection);
    }

    public static ConnectionConflictException released(String connection, long ranges) {
        return new ConnectionConflictException(connection + " still has " + ranges + " released range"
                + (ranges == 1 ? "" : "s") + "; offer them again or drop them first");
    }

    public static ConnectionConflictException dead(String connection, long letters) {
        return new ConnectionConflictException(connection + " still has " + letters + " dead letter"
                + (letters == 1 ? "" : "s") + "; offer them again or drop them first");
    }
}
