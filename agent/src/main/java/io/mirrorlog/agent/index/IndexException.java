package io.mirrorlog.agent.index;

/** The index cannot be used as it is. It holds nothing that is not in the queue, so it may be built anew. */
final class IndexException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IndexException(String message) {
        super(message);
    }

    IndexException(String message, Throwable cause) {
        super(message, cause);
    }
}
