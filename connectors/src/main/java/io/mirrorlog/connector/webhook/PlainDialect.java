package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Any endpoint: a 2xx takes the whole request, 400 and 422 refuse an event in it. A 207 may name the refused ones as
 * Mirrorlog's own intake does: {@code {"errors":[{"index":0,"field":"…","problem":"…"}]}}.
 */
final class PlainDialect implements Dialect {

    private final Body body;
    private final JsonWithLine json;

    PlainDialect(Body body, JsonWithLine json) {
        this.body = body;
        this.json = json;
    }

    @Override
    public Frame frame() {
        return switch (body) {
            case NDJSON -> new Frame("application/x-ndjson", "", "\n", "\n");
            case JSON -> new Frame("application/json", "[", ",", "]");
            case LINE -> new Frame("text/plain; charset=utf-8", "", "\n", "\n");
        };
    }

    @Override
    public void append(StringBuilder to, Entry entry) {
        if (body == Body.LINE) {
            to.append(entry.text());
        } else {
            json.append(to, entry);
        }
    }

    @Override
    public Outcome heard(Reply reply) {
        return switch (reply.answer().status()) {
            case 400, 422 -> reply.blamed();
            case 207 -> named(reply);
            default -> reply.byTable();
        };
    }

    private static Outcome named(Reply reply) {
        Map<Long, String> refused = new LinkedHashMap<>();
        for (Object item :
                Json.list(Json.object(Json.read(reply.answer().body())).get("errors"))) {
            Map<?, ?> error = Json.object(item);
            long index = Json.whole(error.get("index"), -1);
            if (index >= 0 && index < reply.sent().size()) {
                String said = Json.text(error.get("field")) + " " + Json.text(error.get("problem"));
                refused.putIfAbsent(reply.sent().get((int) index).sequence(), reply.reason(said.strip()));
            }
        }
        return reply.partly(refused, Set.of(), reply.reason());
    }
}
