package io.mirrorlog.agent.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The queue cannot do what it was asked, now: the disk is full, the file is damaged, the agent stops. */
public final class QueueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueueException(String message) {
        super(message);
    }

    public QueueException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Waits for what a queue promised; its failure is thrown anew, so that the trace names the one who waits, too. */
    public static <T> T waitedFor(CompletableFuture<T> promised) {
        try {
            return promised.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QueueException because
                    ? new QueueException(String.valueOf(because.getMessage()), because)
                    : e;
        }
    }
}
