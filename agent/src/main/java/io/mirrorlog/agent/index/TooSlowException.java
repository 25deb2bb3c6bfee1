package io.mirrorlog.agent.index;

/** What was asked takes longer than a reader may keep the agent busy; says what to do about it. */
public final class TooSlowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TooSlowException(String message) {
        super(message);
    }
}
