package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Explanation;
import io.mirrorlog.agent.redact.Redacted;
import io.mirrorlog.agent.web.JsonText;
import java.util.List;

/** What each connection would get of an event, for programs: {@code {"connections":{"NAME":{…}}}}. Pure. */
final class ExplanationJson {

    private ExplanationJson() {}

    static String of(List<Explanation> explanations) {
        var json = new JsonText().open().key("connections").open();
        explanations.forEach(explanation -> append(json.key(explanation.connection()), explanation));
        return json.close().close().toString();
    }

    private static void append(JsonText json, Explanation explanation) {
        Explanation.Delivery delivery = explanation.delivery();
        json.open().key("connector").text(explanation.connector());
        json.key("gets_it").bool(delivery != null);
        if (delivery == null) {
            json.key("kept_away_by").text(explanation.obstacle()).close();
            return;
        }
        json.key("text").text(delivery.text());
        if (!delivery.columns().isEmpty()) {
            json.key("columns").open();
            delivery.columns().forEach((name, value) -> json.key(name).text(value.orElse(null)));
            json.close();
        }
        json.key("bytes").number(delivery.bytes());
        json.key("goes_alone").bool(delivery.goesAlone());
        json.key("limits").open();
        json.key("events").number(delivery.limits().events());
        json.key("bytes").number(delivery.limits().bytes());
        json.key("linger_ms").number(delivery.limits().linger().toMillis()).close();
        appendHidden(json.key("hidden").openList(), delivery.redacted());
        json.key("hidden_in_message").bool(delivery.redacted().inMessage());
        json.key("shown_elsewhere").texts(delivery.redacted().remains());
        json.key("redaction_failed").bool(delivery.redacted().failed()).close();
    }

    private static void appendHidden(JsonText json, Redacted redacted) {
        for (Redacted.Hidden hidden : redacted.found()) {
            json.item().open().key("option").text(hidden.option());
            json.key("path").text(hidden.path()).close();
        }
        json.closeList();
    }
}
