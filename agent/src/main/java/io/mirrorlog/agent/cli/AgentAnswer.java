package io.mirrorlog.agent.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent answered.
 *
 * @param from the agent's address, as it may be shown
 * @param next where to read on, if the answer says so
 */
record AgentAnswer(
        String from, int status, String body, @Nullable String next) {

    /** @throws ExitException when it is no JSON object: then it is no agent that answered */
    Map<String, @Nullable Object> object() throws ExitException {
        Map<String, @Nullable Object> object = Json.object(body);
        if (object == null) {
            throw new ExitException(
                    Exit.UNAVAILABLE, "What answers at " + from + " is no Mirrorlog agent (HTTP " + status + ").");
        }
        return object;
    }

    /** What a problem says in words. */
    String detail() {
        Map<String, @Nullable Object> object = Json.object(body);
        String detail = object == null ? null : Json.text(object, "detail");
        return detail == null ? "HTTP " + status : detail;
    }

    /** Ends the command when the agent did not do what it was asked to. */
    AgentAnswer require(int wanted) throws ExitException {
        if (status != wanted) {
            boolean unknown = status == 404 && Json.object(body) != null;
            int code = status == 400 || unknown ? Exit.USAGE : Exit.UNAVAILABLE;
            throw new ExitException(code, "The agent at " + from + " answers: " + detail());
        }
        return this;
    }
}
