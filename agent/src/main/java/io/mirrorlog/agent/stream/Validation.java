package io.mirrorlog.agent.stream;

/** What becomes of an event that is not as its schema wants it. */
public enum Validation {
    /** Nobody looks. */
    OFF,
    /** It is taken, and marked with what is wrong. */
    TAG,
    /** It is refused. */
    REJECT
}
