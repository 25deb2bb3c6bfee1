package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.connector.JsonStrings;
import java.util.List;
import java.util.Map;

/**
 * Tells the outcome of a request as EventGate would: 201 without a body when all is well, else each bad event with what
 * is wrong with it.
 *
 * <p>Where EventGate answers 500 for what the client did wrong, this answers 400.
 */
final class EventGateAnswers implements EventsEndpoint.Answers {

    private final EventReader.Reading reading;
    private final boolean hasty;

    /** @param hasty whether the client asked not to wait for validation; it is told 202 then */
    EventGateAnswers(EventReader.Reading reading, boolean hasty) {
        this.reading = reading;
        this.hasty = hasty;
    }

    @Override
    public Answer allRefused() {
        return Answer.json(400, failures());
    }

    @Override
    public Answer stored(List<Receipt> receipts, Map<String, Boolean> delivered) {
        if (hasty) {
            return Answer.empty(202);
        }
        return reading.refused().isEmpty() ? Answer.empty(201) : Answer.json(207, failures());
    }

    private String failures() {
        var json = new StringBuilder("{\"invalid\":[");
        boolean first = true;
        for (EventReader.Refused refused : reading.refused()) {
            json.append(first ? "" : ",");
            append(json, refused);
            first = false;
        }
        return json.append("],\"error\":[]}").toString();
    }

    private static void append(StringBuilder json, EventReader.Refused refused) {
        String path = refused.field().isEmpty() ? "" : "." + refused.field();
        json.append("{\"status\":\"invalid\",\"event\":").append(event(refused));
        json.append(",\"context\":{\"errors\":[{\"dataPath\":");
        JsonStrings.appendQuoted(json, path);
        json.append(",\"message\":");
        JsonStrings.appendQuoted(json, refused.problem());
        json.append("}],\"errorsText\":");
        JsonStrings.appendQuoted(json, "'" + path + "' " + refused.problem());
        json.append("}}");
    }

    /** The event as it came, unless it is so large that repeating it would only spread the harm. */
    private static String event(EventReader.Refused refused) {
        boolean large = refused.received().length() > IntakeLimits.EVENT_BYTES;
        return large || !refused.isObject() ? "null" : refused.received();
    }
}
