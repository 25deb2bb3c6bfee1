package io.mirrorlog.agent.intake;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a request into events, one by one: what is wrong with one spoils no other. Safe for many threads. */
final class EventReader {

    /**
     * What a request says besides its body.
     *
     * @param tokenSite the site whose token it bears; only that site's events are taken then
     * @param site the site it names for events that name none
     * @param as the shape that it wants every event to be read as
     * @param lines true for NDJSON
     */
    record Request(
            @Nullable String tokenSite,
            @Nullable String site,
            @Nullable Shape as,
            boolean lines) {}

    /**
     * One event that is refused.
     *
     * @param index its place in the request, from 0
     * @param field the key at fault; empty for the event as a whole
     * @param site the site it belongs to, as far as that is known
     * @param received the event as it came
     */
    record Refused(
            int index,
            int status,
            String field,
            String problem,
            @Nullable String site,
            String received) {}

    /**
     * What a request holds.
     *
     * @param arrivals the events that can be taken
     * @param places the place in the request of each of those
     * @param eventGate true when any event has EventGate's shape, so that the answer must have it too
     */
    record Reading(List<Arrival> arrivals, List<Integer> places, List<Refused> refused, boolean eventGate) {}

    private final String defaultSite;
    private final InstantSource clock;
    private final TimeOrderedEpochFactory ids;

    /** @param defaultSite for events that nobody names a site for */
    EventReader(String defaultSite, InstantSource clock) {
        this.defaultSite = defaultSite;
        this.clock = clock;
        this.ids = TimeOrderedEpochFactory.builder()
                .withInstantFunction(clock::instant)
                .build();
    }

    /** @throws Refusal when the body as a whole makes no sense */
    Reading read(byte[] body, Request request) throws Refusal {
        List<JsonBodies.Found> found = request.lines() ? JsonBodies.readLines(body) : JsonBodies.readDocument(body);
        if (found.isEmpty()) {
            throw new Refusal(400, "the array is empty");
        }
        Instant now = clock.instant();
        List<Arrival> arrivals = new ArrayList<>(found.size());
        List<Integer> places = new ArrayList<>(found.size());
        List<Refused> refused = new ArrayList<>();
        boolean eventGate = false;
        for (int i = 0; i < found.size(); i++) {
            RawObject object = found.get(i).object();
            if (object == null) {
                refused.add(new Refused(
                        i, 400, "", found.get(i).problem(), null, found.get(i).received()));
                continue;
            }
            try {
                Shape shape = request.as() != null ? request.as() : Shape.of(object);
                eventGate |= shape == Shape.EVENTGATE;
                arrivals.add(arrival(object, shape, request, now));
                places.add(i);
            } catch (BadEvent e) {
                refused.add(new Refused(i, e.status(), e.field(), e.problem(), request.tokenSite(), object.received()));
            }
        }
        return new Reading(arrivals, places, refused, eventGate);
    }

    private Arrival arrival(RawObject object, Shape shape, Request request, Instant now) throws BadEvent {
        if (object.bytes() > IntakeLimits.EVENT_BYTES) {
            throw new BadEvent(413, "", "has " + object.bytes() + " bytes; at most " + IntakeLimits.EVENT_BYTES);
        }
        Draft draft = shape.read(object);
        String site = siteOf(draft, request);
        Scalar given = draft.id();
        Event event = new Event(
                draft.timestamp() != null ? draft.timestamp() : arrivedAt(now),
                site,
                draft.severity(),
                draft.message(),
                given != null ? given : Scalar.of(ids.create().toString()),
                draft.type(),
                draft.action(),
                draft.user(),
                draft.metadata(),
                Event.NONE);
        return new Arrival(event, given == null ? null : Fingerprints.of(site, given, draft));
    }

    private String siteOf(Draft draft, Request request) throws BadEvent {
        String named = draft.site();
        if (request.tokenSite() != null) {
            if (named != null && !named.equals(request.tokenSite())) {
                throw new BadEvent(403, "site", "is " + named + ", but the token is for another site");
            }
            return request.tokenSite();
        }
        if (named != null) {
            return named;
        }
        return request.site() != null ? request.site() : defaultSite;
    }

    private static OffsetDateTime arrivedAt(Instant now) {
        return now.truncatedTo(ChronoUnit.NANOS).atOffset(ZoneOffset.UTC);
    }
}
