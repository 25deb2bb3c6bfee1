package io.mirrorlog.agent.delivery;

import java.time.Duration;

/** A connection that must have events before they are taken does not have them: nothing of the request is stored. */
public final class DirectRejection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** @param retryAfter in how long it may be worth another try; zero when that is not known */
    DirectRejection(String connection, String reason, Duration retryAfter) {
        super(connection + " does not have the events: " + reason, null, false, false); // an answer to a producer
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
