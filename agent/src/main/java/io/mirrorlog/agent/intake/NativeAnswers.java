package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.connector.JsonStrings;
import java.util.List;
import java.util.Map;

/** Tells the outcome of a request in Mirrorlog's own words: 202, 207, or a problem that names every bad event. */
final class NativeAnswers implements EventsEndpoint.Answers {

    private final EventReader.Reading reading;

    NativeAnswers(EventReader.Reading reading) {
        this.reading = reading;
    }

    @Override
    public Answer allRefused() {
        List<EventReader.Refused> refused = reading.refused();
        int status = refused.get(0).status();
        for (EventReader.Refused one : refused) {
            status = one.status() == status ? status : 400;
        }
        String detail =
                refused.size() == 1 ? sentence(refused.get(0)) : "none of " + refused.size() + " events was taken";
        return Answer.problem(status, Titles.of(status), detail, ",\"errors\":" + errors());
    }

    @Override
    public Answer stored(List<Receipt> receipts, Map<String, Boolean> delivered) {
        int events = receipts.size() + reading.refused().size() + reading.sampledOut();
        String[] all = new String[events];
        int duplicates = 0;
        for (int i = 0; i < receipts.size(); i++) {
            all[reading.places().get(i)] = reading.ids().get(i);
            duplicates += receipts.get(i).fate() == Receipt.Fate.DUPLICATE ? 1 : 0;
        }
        var json = new StringBuilder(64 + 40 * events);
        json.append("{\"accepted\":").append(receipts.size());
        json.append(",\"duplicates\":").append(duplicates).append(",\"ids\":[");
        for (int i = 0; i < events; i++) {
            json.append(i == 0 ? "" : ",").append(all[i]); // a refused event, and one that is not kept, have none: null
        }
        json.append(']');
        if (!delivered.isEmpty()) {
            json.append(",\"connections\":").append(connections(delivered));
        }
        if (reading.refused().isEmpty()) {
            return Answer.json(202, json.append('}').toString());
        }
        return Answer.json(
                207, json.append(",\"errors\":").append(errors()).append('}').toString());
    }

    private static String connections(Map<String, Boolean> delivered) {
        var json = new JsonText().open();
        delivered.forEach((name, there) -> json.key(name).text(there ? "delivered" : "queued"));
        return json.close().toString();
    }

    private String errors() {
        var json = new StringBuilder("[");
        for (EventReader.Refused one : reading.refused()) {
            json.append(json.length() == 1 ? "" : ",").append("{\"index\":").append(one.index());
            json.append(",\"field\":");
            JsonStrings.appendQuoted(json, one.field());
            json.append(",\"problem\":");
            JsonStrings.appendQuoted(json, one.problem());
            json.append('}');
        }
        return json.append(']').toString();
    }

    private static String sentence(EventReader.Refused refused) {
        String subject = refused.field().isEmpty() ? "the event" : refused.field();
        return subject + ": " + refused.problem();
    }
}
