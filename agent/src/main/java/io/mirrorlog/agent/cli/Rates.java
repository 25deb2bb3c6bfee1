package io.mirrorlog.agent.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every connection had delivered at the last look, from which its rate follows.
 *
 * @param delivered by connection
 * @param seen when that was
 */
record Rates(Map<String, Long> delivered, Instant seen) {

    /** Before the first look. */
    static final Rates UNKNOWN = new Rates(Map.of(), Instant.EPOCH);

    private static final double MILLIS = 1000;

    Rates {
        delivered = Map.copyOf(delivered);
    }

    static Rates in(Map<String, @Nullable Object> status, Instant seen) {
        Map<String, Long> delivered = new HashMap<>();
        Map<String, @Nullable Object> connections = Json.member(status, "connections");
        connections
                .keySet()
                .forEach(name -> delivered.put(name, Json.number(Json.member(connections, name), "delivered")));
        return new Rates(delivered, seen);
    }

    /** Events a second since then; a dash where that cannot be known. */
    String since(String connection, long deliveredNow, Instant now) {
        Long before = delivered.get(connection);
        double seconds = Duration.between(seen, now).toMillis() / MILLIS;
        return before == null || deliveredNow < before || seconds <= 0
                ? "-"
                : Words.rate((deliveredNow - before) / seconds);
    }
}
