package io.mirrorlog.agent.cli;

/** Ends a command with words for the user and an exit code. */
class ExitException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;

    ExitException(int code, String message) {
        super(message, null, false, false); // words for a user, not a place in the code
        this.code = code;
    }

    final int code() {
        return code;
    }
}
