package io.mirrorlog.connector.http;

import io.mirrorlog.connector.Outcome;

/** A call that brought no answer: the destination may have what was sent, or not. */
public final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    NoAnswer(Outcome outcome, Throwable cause) {
        super(cause);
        this.outcome = outcome;
    }

    /** What the connector returns for it; names the host, and nothing else of the URL. */
    public Outcome outcome() {
        return outcome;
    }
}
