package io.mirrorlog.agent.cli;

/** Nobody listens where the agent should be. */
final class NoAgentException extends ExitException {

    private static final long serialVersionUID = 1L;

    NoAgentException(String message) {
        super(Exit.UNAVAILABLE, message);
    }
}
