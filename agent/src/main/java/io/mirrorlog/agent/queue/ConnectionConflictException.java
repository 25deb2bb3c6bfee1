package io.mirrorlog.agent.queue;

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

    public static ConnectionConflictException running(String connection) {
        return new ConnectionConflictException(
                connection + " runs; take it out of the configuration, and let its last delivery come to its end");
    }

    public static ConnectionConflictException known(String connection) {
        return new ConnectionConflictException("there is a connection named " + connection
                + " already, with a position of its own; forget that one first");
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
