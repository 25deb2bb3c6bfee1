package io.mirrorlog.connector.loggly;

/** How an event stands in its line of a request. */
public enum Body {
    /** One JSON object, which Loggly takes apart into fields. */
    JSON,
    /** The text of the connection's format. */
    LINE
}
