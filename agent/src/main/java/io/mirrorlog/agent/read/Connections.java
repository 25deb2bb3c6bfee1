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
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/connections}: how every connection is that the queue knows, also those that are not configured now; they
 * have no connector and no state.
 */
public final class Connections implements Function<Request, Answer> {

    private final EventQueue queue;
    private final Map<String, String> connectors;
    private final Function<String, @Nullable Instant> nextTry;
    private final InstantSource clock;

    /**
     * @param connectors the connector of each configured connection, by its name
     * @param nextTry when a resting connection tries again
     */
    public Connections(
            EventQueue queue,
            Map<String, String> connectors,
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
        var others = new TreeSet<>(queue.connections());
        others.removeAll(connectors.keySet());
        var json = new JsonText().open().key("connections").open();
        connectors.forEach((name, connector) ->
                ConnectionJson.append(json.key(name), connector, queue.standing(name), nextTry.apply(name), now));
        others.forEach(name -> ConnectionJson.append(json.key(name), null, queue.standing(name), null, now));
        return Answer.json(200, json.close().close().toString());
    }
}
