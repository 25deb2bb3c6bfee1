package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.http.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The HTTP Event Collector of Splunk: objects one behind the other, and a code in each answer.
 *
 * @see <a href="https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/format-events-for-http-event-collector">the
 *     form of events</a>
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/9.3.0/Data/TroubleshootHTTPEventCollector">the codes</a>
 */
final class SplunkDialect implements Dialect {

    private static final Frame FRAME = new Frame("application/json", "", "\n", "");

    /** No data, invalid data format, event missing, event blank, indexed fields: the event is to blame, all else is not. */
    private static final Set<Long> EVENT_CODES = Set.of(5L, 6L, 12L, 13L, 15L);

    /** What Splunk Cloud takes. */
    private static final long BODY_MOST = 1_000_000;

    private final JsonWithLine json;

    SplunkDialect(JsonWithLine json) {
        this.json = json;
    }

    @Override
    public Frame frame() {
        return FRAME;
    }

    @Override
    public long bodyMost() {
        return BODY_MOST;
    }

    @Override
    public void append(StringBuilder to, Entry entry) {
        Instant time = entry.event().timestamp().toInstant();
        to.append("{\"time\":").append(Times.seconds(time));
        JsonStrings.appendQuoted(to.append(",\"host\":"), entry.event().site());
        JsonStrings.appendQuoted(to.append(",\"source\":"), "mirrorlog:" + entry.identifier());
        json.append(to.append(",\"sourcetype\":\"mirrorlog\",\"event\":"), entry);
        to.append('}');
    }

    @Override
    public Outcome heard(Reply reply) {
        Map<?, ?> said = Json.object(Json.read(reply.answer().body()));
        long code = Json.whole(said.get("code"), -1);
        if (reply.answer().isSuccess() && code > 0) {
            return new Outcome.Blocked(reply.reason() + "; this is no answer to events: is the path right?");
        }
        return reply.answer().status() == 400 && EVENT_CODES.contains(code) ? reply.blamed() : reply.byTable();
    }
}
