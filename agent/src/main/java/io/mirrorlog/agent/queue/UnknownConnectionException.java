package io.mirrorlog.agent.queue;

/** The queue has never heard of a connection, or has forgotten it. */
public final class UnknownConnectionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public UnknownConnectionException(String connection) {
        super("the queue knows no connection named " + connection);
    }
}
