package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.RawObject;
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

    /** Longer than any name that an event may have. */
    private static final int KNOWN_BY_MAX = 1_000;

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

    /**
     * The event as it came; of one that is so large that repeating it would only spread the harm, what a client knows it by,
     * since clients look for the stream there. What is no object has none.
     */
    private static String event(EventReader.Refused refused) {
        if (!refused.isObject()) {
            return "null";
        }
        boolean large = refused.received().length() > IntakeLimits.EVENT_BYTES;
        return large ? known(refused.received()) : refused.received();
    }

    private static String known(String received) {
        byte[] utf8 = received.getBytes(UTF_8);
        try {
            RawObject event = RawObject.read(new JsonScanner(utf8, 0, utf8.length), utf8);
            var json = new JsonText().open();
            appendShort(json, "$schema", event);
            RawObject meta = event.object("meta");
            if (meta != null) {
                json.key("meta").open();
                appendShort(json, "stream", meta);
                appendShort(json, "id", meta);
                json.close();
            }
            return json.close().toString();
        } catch (BrokenJson e) {
            throw new IllegalStateException("it was read as an object before", e);
        }
    }

    private static void appendShort(JsonText json, String key, RawObject object) {
        String text = object.string(key);
        if (text != null && text.length() <= KNOWN_BY_MAX) {
            json.key(key).text(text);
        }
    }
}
