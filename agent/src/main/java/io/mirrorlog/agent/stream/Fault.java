package io.mirrorlog.agent.stream;

/**
 * One thing that is wrong with an event, in the words of the validator that EventGate uses (Ajv 6).
 *
 * @param keyword of the schema that it fails, such as {@code required}
 * @param dataPath where in the event, such as {@code .event.user_id}; empty for the event as a whole
 * @param schemaPath where in the schema, such as {@code #/properties/event/required}; empty where no schema says it
 * @param params what the keyword is about: a compact JSON object
 * @param message such as {@code should have required property 'user_id'}
 */
public record Fault(String keyword, String dataPath, String schemaPath, String params, String message) {

    /** One that no schema says, but the agent itself. */
    public Fault(String keyword, String dataPath, String message) {
        this(keyword, dataPath, "", "{}", message);
    }

    /** A property that is not there. */
    public static Fault missing(String dataPath, String property) {
        return new Fault(
                "required",
                dataPath,
                "",
                "{\"missingProperty\":\"" + property + "\"}",
                "should have required property '" + property + "'");
    }

    /** As people read it. */
    public String text() {
        return "'" + dataPath + "' " + message;
    }
}
