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

/**
 * {@code GET /v1/connections}: how every connection is that the queue knows, also those that are not configured now; they
 * have no connector and no state.
 */
public final class KnownConnections implements Function<Request, Answer> {

    private final EventQueue queue;
    private final Supplier<Map<String, String>> connectors;
    private final LaneSigns lanes;
    private final InstantSource clock;

    /**
     * @param connectors the connector of each configured connection, by its name
     * @param lanes what they know of their connections
     */
    public KnownConnections(
            EventQueue queue, Supplier<Map<String, String>> connectors, LaneSigns lanes, InstantSource clock) {
        this.queue = queue;
        this.connectors = connectors;
        this.lanes = lanes;
        this.clock = clock;
    }

    @Override
    public Answer apply(Request request) {
        Instant now = clock.instant();
        Map<String, String> configured = connectors.get();
        var others = new TreeSet<>(queue.connections());
        others.removeAll(configured.keySet());
        var json = new JsonText().open().key("connections").open();
        configured.forEach(
                (name, connector) -> ConnectionJson.append(json, name, connector, queue.standing(name), lanes, now));
        others.forEach(name -> ConnectionJson.append(json, name, null, queue.standing(name), LaneSigns.NONE, now));
        return Answer.json(200, json.close().close().toString());
    }
}
