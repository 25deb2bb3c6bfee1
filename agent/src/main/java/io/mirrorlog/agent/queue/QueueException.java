package io.mirrorlog.agent.queue;

/** The queue cannot do what it was asked, now: the disk is full, the file is damaged, the agent stops. */
public final class QueueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueueException(String message) {
        super(message);
    }

    public QueueException(String message, Throwable cause) {
        super(message, cause);
    }
}
