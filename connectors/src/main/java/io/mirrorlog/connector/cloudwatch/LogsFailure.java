package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Outcome;

/** A call that did not bring what it should. */
final class LogsFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final transient Outcome outcome;
    private final String reason;

    /** @param reason that may be shown */
    LogsFailure(Refusal refusal, Outcome outcome, String reason) {
        super(reason);
        this.refusal = refusal;
        this.outcome = outcome;
        this.reason = reason;
    }

    Refusal refusal() {
        return refusal;
    }

    /** What it means where the refusal says nothing else. */
    Outcome outcome() {
        return outcome;
    }

    String reason() {
        return reason;
    }
}
