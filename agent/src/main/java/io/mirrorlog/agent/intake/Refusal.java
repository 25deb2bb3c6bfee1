package io.mirrorlog.agent.intake;

/** A request that is refused as a whole: none of its events is taken. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status the HTTP status of the answer */
    Refusal(int status, String detail) {
        super(detail, null, false, false); // an answer to a producer, not a place in the code
        this.status = status;
    }

    int status() {
        return status;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
