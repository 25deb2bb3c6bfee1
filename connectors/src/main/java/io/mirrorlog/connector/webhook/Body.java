package io.mirrorlog.connector.webhook;

/** How events stand in a request that is for no known service. */
public enum Body {
    /** One JSON object a line. */
    NDJSON,
    /** One JSON array of objects. */
    JSON,
    /** The texts of the connection's format, one a line. */
    LINE
}
