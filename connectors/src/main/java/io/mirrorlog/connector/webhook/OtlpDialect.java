package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's protocol over HTTP in its JSON form: each event a log record, the connection's identifier the service's
 * name, the connection's text the attribute {@code line}. An answer that has rejected some records does not say which: they
 * are sent again in smaller pieces, so that the others may be there more than once.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/docs/specification.md#otlphttp">the
 *     protocol</a>
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto">log
 *     records</a>
 */
final class OtlpDialect implements Dialect {

    private static final Frame FRAME = new Frame("application/json", "{\"resourceLogs\":[", ",", "]}");

    @Override
    public Frame frame() {
        return FRAME;
    }

    @Override
    public void append(StringBuilder to, Entry entry) {
        Event event = entry.event();
        to.append("{\"resource\":{\"attributes\":[");
        attribute(to, "service.name", entry.identifier());
        to.append("]},\"scopeLogs\":[{\"scope\":{\"name\":\"mirrorlog\"},\"logRecords\":[{\"timeUnixNano\":\"");
        to.append(Times.nanos(event.timestamp().toInstant()));
        to.append("\",\"severityNumber\":").append(number(event.severity()));
        to.append(",\"severityText\":\"").append(event.severity().name());
        JsonStrings.appendQuoted(to.append("\",\"body\":{\"stringValue\":"), event.message());
        attribute(to.append("},\"attributes\":["), "site", event.site());
        attribute(to, "id", event.id());
        attribute(to, "type", event.type());
        attribute(to, "action", event.action());
        attribute(to, "user", event.user());
        if (!event.metadata().equals(Event.NONE)) {
            AnyValue.append(to.append(",{\"key\":\"metadata\",\"value\":"), Json.read(event.metadata()));
            to.append('}');
        }
        attribute(to.append(','), "line", entry.text());
        to.append("]}]}]}");
    }

    private static void attribute(StringBuilder to, String key, @Nullable Scalar value) {
        if (value != null) {
            attribute(to.append(','), key, value.text());
        }
    }

    private static void attribute(StringBuilder to, String key, String value) {
        to.append("{\"key\":\"").append(key).append("\",\"value\":");
        AnyValue.append(to, value);
        to.append('}');
    }

    /** The first of the numbers that are read back as the same severity. */
    private static int number(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 21;
            case HIGH -> 17;
            case MEDIUM -> 13;
            case LOW -> 10;
            case INFORMATIONAL -> 9;
        };
    }

    @Override
    public Outcome heard(Reply reply) {
        if (!reply.answer().isSuccess()) {
            return reply.byStatus();
        }
        Map<?, ?> partial =
                Json.object(Json.object(Json.read(reply.answer().body())).get("partialSuccess"));
        long rejected = Json.whole(partial.get("rejectedLogRecords"), 0);
        if (rejected <= 0) {
            return reply.delivered();
        }
        String said = reply.said(Json.text(partial.get("errorMessage")));
        String reason = reply.answer().host() + " has rejected " + rejected + " of "
                + reply.sent().size() + " records" + (said.isEmpty() ? "" : ": " + said);
        if (rejected < reply.sent().size()) {
            return new Outcome.TooLarge(reason);
        }
        Map<Long, String> refused = new LinkedHashMap<>();
        reply.sent().forEach(entry -> refused.put(entry.sequence(), reason));
        return reply.partly(refused, Set.of(), reason);
    }
}
