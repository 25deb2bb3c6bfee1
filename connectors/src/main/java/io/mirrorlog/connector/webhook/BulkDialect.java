package io.mirrorlog.connector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.http.HttpOutcomes;
import io.mirrorlog.connector.http.Json;
import io.mirrorlog.connector.http.JsonWithLine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bulk API of Elasticsearch and OpenSearch: each event a {@code create} under an id made of all that it is, so that one
 * that is sent again is a conflict (409), and there once. The answer tells of each item.
 *
 * @see <a href="https://www.elastic.co/guide/en/elasticsearch/reference/8.19/docs-bulk.html">the bulk API</a>
 */
final class BulkDialect implements Dialect {

    private static final Frame FRAME = new Frame("application/x-ndjson", "", "\n", "\n");

    /** What of a reason repeats the event: it stands at the end. */
    private static final String PREVIEW = "Preview of field's value";

    private final JsonWithLine json;

    BulkDialect(JsonWithLine json) {
        this.json = json;
    }

    @Override
    public Frame frame() {
        return FRAME;
    }

    @Override
    public void append(StringBuilder to, Entry entry) {
        to.append("{\"create\":{\"_id\":\"").append(id(entry.event())).append("\"}}\n");
        int begin = to.length();
        json.append(to, entry);
        String time = "{\"@timestamp\":\"" + entry.event().timestamp().toInstant() + "\",";
        to.replace(begin, begin + 1, time);
    }

    /** The same for the same event, and never for another: one that only shares the producer's id is kept too. */
    private static String id(Event event) {
        MessageDigest digest = sha256();
        for (String part : List.of(
                event.site(),
                text(event.id()),
                event.timestamp().toString(),
                event.severity().name(),
                event.message(),
                text(event.type()),
                text(event.action()),
                text(event.user()),
                event.metadata())) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update((bytes.length + ":").getBytes(UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 20);
    }

    private static String text(@Nullable Scalar scalar) {
        return scalar == null ? "" : scalar.json();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public Outcome heard(Reply reply) {
        if (!reply.answer().isSuccess()) {
            return reply.byStatus();
        }
        List<?> items = Json.list(Json.object(Json.read(reply.answer().body())).get("items"));
        if (items.size() != reply.sent().size()) {
            // What is there is a conflict the next time.
            return new Outcome.Retry(reply.reason("") + ": the answer does not tell of each event");
        }
        return told(items, reply);
    }

    private static Outcome told(List<?> items, Reply reply) {
        Map<Long, String> refused = new LinkedHashMap<>();
        Set<Long> again = new HashSet<>();
        String reason = "";
        boolean passing = false;
        for (int i = 0; i < items.size(); i++) {
            Map<?, ?> item = Json.object(Json.object(items.get(i)).get("create"));
            int status = (int) Json.whole(item.get("status"), 0);
            if ((status >= 200 && status < 300) || status == 409) {
                continue;
            }
            long sequence = reply.sent().get(i).sequence();
            reason = reason(reply, status, Json.object(item.get("error")));
            if (status == 400 || status == 413) {
                refused.put(sequence, reason);
            } else {
                again.add(sequence);
                passing |= HttpOutcomes.isPassing(status);
            }
        }
        return refused.isEmpty() && again.size() == items.size() && !passing
                ? new Outcome.Blocked(reason)
                : reply.partly(refused, again, reason);
    }

    private static String reason(Reply reply, int status, Map<?, ?> error) {
        String said = Json.text(error.get("reason"));
        int preview = said.indexOf(PREVIEW);
        String shown =
                reply.said(Json.text(error.get("type")) + ": " + (preview < 0 ? said : said.substring(0, preview)));
        return "status " + status + " for the event from " + reply.answer().host()
                + (shown.isEmpty() ? "" : ": " + shown);
    }
}
