package io.mirrorlog.agent.schema;

import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.Verdict;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Finds out where a schema has room for what an intake fills in, by trying it. */
final class Room {

    private static final String TIME = "2020-01-01T00:00:00.000Z";
    private static final String ID = "00000000-0000-4000-8000-000000000000";

    private Room() {}

    /** @param check what the schema has against an event */
    static Set<Place> in(Function<JsonNode, Verdict> check) {
        List<Fault> before = check.apply(event()).faults();
        Set<Place> places = EnumSet.noneOf(Place.class);
        for (Place place : Place.values()) {
            ObjectNode event = event();
            fill(event, place);
            Verdict verdict = check.apply(event);
            var worse = new HashSet<>(verdict.faults());
            before.forEach(worse::remove);
            if (verdict.failure() == null && worse.isEmpty()) {
                places.add(place);
            }
        }
        return places;
    }

    /** What every event has. */
    private static ObjectNode event() {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("$schema", "/a/1.0.0").putObject("meta").put("stream", "a");
        return event;
    }

    private static void fill(ObjectNode event, Place place) {
        ObjectNode meta = (ObjectNode) event.get("meta");
        switch (place) {
            case DT -> event.put("dt", TIME);
            case META_DT -> meta.put("dt", TIME);
            case META_ID -> meta.put("id", ID);
            case META_REQUEST_ID -> meta.put("request_id", ID);
            case CLIENT_IP -> event.putObject("http").put("client_ip", "192.0.2.1");
            case USER_AGENT ->
                event.putObject("http").putObject("request_headers").put("user-agent", "a");
        }
    }
}
