package io.mirrorlog.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.redact.Redacted;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Preview;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one event at one connection. Nothing is sent.
 *
 * @param connection its name
 * @param connector its kind
 * @param obstacle the option that keeps the event away, such as {@code only.severity}; null when the connection gets it
 * @param delivery what it gets; null when it gets nothing
 */
public record Explanation(
        String connection,
        String connector,
        @Nullable String obstacle,
        @Nullable Delivery delivery) {

    /**
     * An event as its destination would get it.
     *
     * @param text in the connection's format
     * @param columns what it is kept as, where that is not the text, by their names; an empty value is none
     * @param bytes of the text, in UTF-8, by which deliveries are measured
     * @param redacted what was hidden of it
     * @param limits of one delivery
     */
    public record Delivery(
            String text, Map<String, Optional<String>> columns, int bytes, Redacted redacted, Limits limits) {

        public Delivery {
            columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        }

        /** Whether it is more than a delivery holds with others, so that it is offered alone. */
        public boolean goesAlone() {
            return bytes + 1L > limits.bytes(); // with the line's end
        }
    }

    public static Explanation of(Event event, ConnectionSettings settings, InstantSource clock) {
        String connector = settings.type().name();
        String obstacle = settings.filter().obstacle(event);
        if (obstacle != null) {
            return new Explanation(settings.name(), connector, obstacle, null);
        }
        Entry entry = Connections.rendering(settings).entry(0, event);
        Map<String, Optional<String>> columns = settings.options() instanceof Preview kept
                ? kept.columns(entry, Connections.surroundings(settings, clock))
                : Map.of();
        var delivery = new Delivery(
                entry.text(),
                columns,
                entry.text().getBytes(UTF_8).length,
                settings.redaction().redacted(event),
                settings.limits());
        return new Explanation(settings.name(), connector, null, delivery);
    }
}
