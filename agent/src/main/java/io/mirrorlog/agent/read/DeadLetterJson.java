package io.mirrorlog.agent.read;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;

/** A dead letter as other programs read it. Pure. */
public final class DeadLetterJson {

    private DeadLetterJson() {}

    /** As one of many. */
    public static String inList(DeadLetter letter) {
        return begun(letter).close().toString();
    }

    /** With the whole event. */
    public static String whole(DeadLetter letter) {
        var event = new StringBuilder();
        EventJson.append(event, letter.queued().event(), letter.queued().event().site(), letter.sequence());
        return begun(letter).key("event").raw(event.toString()).close().toString();
    }

    private static JsonText begun(DeadLetter letter) {
        Event event = letter.queued().event();
        Scalar id = event.id();
        var json = new JsonText().open();
        json.key("connection").text(letter.connection());
        json.key("sequence").number(letter.sequence());
        json.key("site").text(event.site());
        json.key("id").raw(id == null ? "null" : id.json());
        json.key("reason").text(letter.reason());
        json.key("attempts").number(letter.attempts());
        json.key("first").time(letter.first()).key("last").time(letter.last());
        return json.key("message").text(event.message());
    }
}
