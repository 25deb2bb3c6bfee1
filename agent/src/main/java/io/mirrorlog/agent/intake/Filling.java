package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.json.Absent;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.connector.JsonStrings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what an intake knows and the events of one request lack: when they came, by which id they are known, who sent
 * them. One thread.
 */
final class Filling {

    private final String dt;
    private final Sender sender;
    private final Map<Set<Place>, Absent> usual = new HashMap<>();
    private final Map<Set<Place>, Absent> ofLegacyEvents = new HashMap<>();

    /**
     * @param now when the request came
     * @param sender who sent it
     */
    Filling(Instant now, Sender sender) {
        this.dt = "\"" + now.truncatedTo(ChronoUnit.MILLIS) + "\"";
        this.sender = sender;
    }

    /**
     * @param event one compact JSON object
     * @param places where something may be filled in
     * @param id the event's, as JSON
     * @return the event with what it lacked, all of its own bytes as they are
     */
    String in(String event, Set<Place> places, String id) {
        boolean legacy = event.contains("\"client_dt\"") && new Members(event).find("client_dt");
        Absent absent = (legacy ? ofLegacyEvents : usual).computeIfAbsent(places, some -> absent(some, legacy));
        put(absent.in("meta"), "id", id, Place.META_ID, places);
        return absent.addedTo(event);
    }

    /** @param legacy whether the client has told its own time alone, as the older events of EventLogging do */
    private Absent absent(Set<Place> places, boolean legacy) {
        var absent = new Absent();
        Absent meta = absent.in("meta");
        put(meta, "dt", dt, Place.META_DT, places);
        put(meta, "id", "\"\"", Place.META_ID, places);
        put(meta, "request_id", quoted(sender.requestId()), Place.META_REQUEST_ID, places);
        put(absent, "dt", legacy ? dt : null, Place.DT, places);
        Absent http = absent.in("http");
        put(http, "client_ip", quoted(sender.address()), Place.CLIENT_IP, places);
        put(http.in("request_headers"), "user-agent", quoted(sender.userAgent()), Place.USER_AGENT, places);
        return absent;
    }

    private static void put(Absent to, String name, @Nullable String json, Place place, Set<Place> places) {
        if (json != null && places.contains(place)) {
            to.put(name, json);
        }
    }

    private static @Nullable String quoted(@Nullable String text) {
        return text == null ? null : JsonStrings.quote(text);
    }
}
