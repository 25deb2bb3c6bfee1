package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Outcome;

/**
 * The push API of Grafana Loki: the connection's text as the line, in a stream for each site and severity, as labels are
 * to be few. An answer 400 has taken what it does not complain about; it does not say which that is, and Loki keeps a line
 * that comes twice at the same time once, so that the rest is sent again in smaller pieces.
 *
 * @see <a href="https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs">the push API</a>
 * @see <a href="https://grafana.com/docs/loki/latest/operations/request-validation-rate-limits/">what it refuses</a>
 */
final class LokiDialect implements Dialect {

    private static final Frame FRAME = new Frame("application/json", "{\"streams\":[", ",", "]}");

    /** Its servers take 4 MiB between them. */
    private static final long BODY_MOST = 3 * MIB;

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
        to.append("{\"stream\":{\"service_name\":\"mirrorlog\",\"site\":");
        JsonStrings.appendQuoted(to, entry.identifier());
        to.append(",\"level\":\"").append(Levels.of(entry.event().severity()));
        to.append("\"},\"values\":[[\"")
                .append(Times.nanos(entry.event().timestamp().toInstant()));
        JsonStrings.appendQuoted(to.append("\","), entry.text());
        to.append("]]}");
    }

    @Override
    public Outcome heard(Reply reply) {
        return reply.byStatus();
    }
}
