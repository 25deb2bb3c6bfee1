package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

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
        var invalid = new StringJoiner(",");
        var error = new StringJoiner(",");
        for (EventReader.Refused refused : reading.refused()) {
            Verdict verdict = refused.opinion();
            (verdict.failure() == null ? invalid : error).add(element(refused, verdict));
        }
        return "{\"invalid\":[" + invalid + "],\"error\":[" + error + "]}";
    }

    private static String element(EventReader.Refused refused, Verdict verdict) {
        var json = new JsonText().open();
        json.key("status").text(verdict.failure() == null ? "invalid" : "error");
        json.key("event").raw(event(refused)).key("context").open();
        if (verdict.failure() != null) {
            json.key("message").text(verdict.failure());
        } else {
            json.key("errors").openList();
            verdict.faults().forEach(fault -> append(json.item(), fault));
            json.closeList().key("errorsText").text(verdict.text());
        }
        return json.close().close().toString();
    }

    private static void append(JsonText json, Fault fault) {
        json.open().key("keyword").text(fault.keyword());
        json.key("dataPath").text(fault.dataPath());
        json.key("schemaPath").text(fault.schemaPath());
        json.key("params").raw(fault.params());
        json.key("message").text(fault.message()).close();
    }

    /** The event as it came, unless it is so large that repeating it would only spread the harm. */
    private static String event(EventReader.Refused refused) {
        boolean large = refused.received().length() > IntakeLimits.EVENT_BYTES;
        return large || !refused.isObject() ? "null" : refused.received();
    }
}
