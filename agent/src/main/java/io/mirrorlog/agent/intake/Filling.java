package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.json.Absent;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.connector.JsonStrings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fills in what an intake knows and an event lacks: when it came, by which id it is known, who sent it. */
final class Filling {

    private Filling() {}

    /**
     * @param event one compact JSON object
     * @param places where something may be filled in
     * @param id the event's, as JSON
     * @param now when it came
     * @param sender who sent it
     * @return the event with that, all of its own bytes as they are
     */
    static String filled(String event, Set<Place> places, String id, Instant now, Sender sender) {
        var absent = new Absent();
        String dt = "\"" + now.truncatedTo(ChronoUnit.MILLIS) + "\"";
        if (places.contains(Place.DT) && new Members(event).find("client_dt")) {
            absent.put("dt", dt);
        }
        Absent meta = absent.in("meta");
        put(meta, "dt", dt, Place.META_DT, places);
        put(meta, "id", id, Place.META_ID, places);
        put(meta, "request_id", quoted(sender.requestId()), Place.META_REQUEST_ID, places);
        Absent http = absent.in("http");
        put(http, "client_ip", quoted(sender.address()), Place.CLIENT_IP, places);
        put(http.in("request_headers"), "user-agent", quoted(sender.userAgent()), Place.USER_AGENT, places);
        return absent.addedTo(event);
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
