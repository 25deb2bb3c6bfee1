package io.mirrorlog.agent.schema;

/** There is no schema, or none that can be used. The message is for the admin, and may name files. */
final class NoSchemaException extends Exception {

    private static final long serialVersionUID = 1L;

    NoSchemaException(String message) {
        super(message, null, false, false); // what stands in a repository, not a place in the code
    }
}
