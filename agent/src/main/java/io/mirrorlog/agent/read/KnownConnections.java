package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Request;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/connections}: how every connection is that the queue knows, also those that are not configured now; they
 * have no connector and no state.
 */
public final class KnownConnections implements Function<Request, Answer> {

    private final EventQueue queue;
    private final Supplier<Map<String, String>> connectors;
    private final Function<String, @Nullable Instant> nextTry;
    private final InstantSource clock;

    /**
     * @param connectors the connector of each configured connection, by its name
     * @param nextTry when a resting connection tries again
     */
    public KnownConnections(
            EventQueue queue,
            Supplier<Map<String, String>> connectors,
            Function<String, @Nullable Instant> nextTry,
            InstantSource clock) {
        this.queue = queue;
        this.connectors = connectors;
        this.nextTry = nextTry;
        this.clock = clock;
    }

    @Override
    public Answer apply(Request request) {
        Instant now = clock.instant();
        Map<String, String> configured = connectors.get();
        var others = new TreeSet<>(queue.connections());
        others.removeAll(configured.keySet());
        var json = new JsonText().open().key("connections").open();
        configured.forEach((name, connector) -> append(json, name, connector, nextTry.apply(name), now));
        others.forEach(name -> append(json, name, null, null, now));
        return Answer.json(200, json.close().close().toString());
    }

    private void append(JsonText json, String name, @Nullable String connector, @Nullable Instant next, Instant now) {
        ConnectionJson.append(
                json.key(name), connector, queue.standing(name), ConnectionJson.Late.of(queue, name), next, now);
    }
}
