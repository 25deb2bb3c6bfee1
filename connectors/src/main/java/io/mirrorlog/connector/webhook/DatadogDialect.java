package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.http.JsonWithLine;

/**
 * The logs intake of Datadog, version 2: an array of at most 1,000 logs and 5 MB. A log above 1 MB would be cut there in
 * silence, so it is not sent.
 *
 * @see <a href="https://docs.datadoghq.com/api/latest/logs/#send-logs">the intake</a>
 */
final class DatadogDialect implements Dialect {

    private static final Frame FRAME = new Frame("application/json", "[", ",", "]");
    private static final long BODY_MOST = 5_000_000;
    private static final long ENTRY_MOST = 1_000_000;

    private final JsonWithLine json;

    DatadogDialect(JsonWithLine json) {
        this.json = json;
    }

    @Override
    public Frame frame() {
        return FRAME;
    }

    @Override
    public long bodyMost() {
        return BODY_MOST - 2;
    }

    @Override
    public long entryMost() {
        return ENTRY_MOST;
    }

    @Override
    public void append(StringBuilder to, Entry entry) {
        to.append("{\"ddsource\":\"mirrorlog\",\"service\":");
        JsonStrings.appendQuoted(to, entry.identifier());
        JsonStrings.appendQuoted(to.append(",\"hostname\":"), entry.event().site());
        to.append(",\"status\":\"").append(Levels.of(entry.event().severity()));
        JsonStrings.appendQuoted(to.append("\",\"message\":"), entry.text());
        to.append(",\"timestamp\":")
                .append(entry.event().timestamp().toInstant().toEpochMilli());
        json.appendEvent(to.append(",\"event\":"), entry);
        to.append('}');
    }

    @Override
    public Outcome heard(Reply reply) {
        return reply.byStatus();
    }
}
