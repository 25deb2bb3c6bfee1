package io.mirrorlog.agent.redact;

/** Shows the same for every value, whatever its type; a null stays one, as it is none. */
final class Masking implements Treatment {

    private static final String JSON = "\"" + MASKED + "\"";

    @Override
    public String applied(String json, HiddenTexts hidden) {
        if (json.equals("null")) {
            return json;
        }
        hidden.addAll(json, MASKED);
        return JSON;
    }
}
