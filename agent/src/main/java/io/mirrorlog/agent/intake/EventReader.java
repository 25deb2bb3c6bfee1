package io.mirrorlog.agent.intake;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.stream.Drawn;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.SiteNames;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
     * @param withoutToken true when it bears none where one is needed: only events of open streams are taken then
     * @param sender asked once, when it matters who sent it
     */
    record Request(
            @Nullable String tokenSite,
            @Nullable String site,
            @Nullable Shape as,
            boolean lines,
            boolean withoutToken,
            Supplier<Sender> sender) {

        /** One that bears what is needed, of nobody in particular. */
        Request(@Nullable String tokenSite, @Nullable String site, @Nullable Shape as, boolean lines) {
            this(tokenSite, site, as, lines, false, () -> Sender.UNKNOWN);
        }
    }

    /**
     * One event that is refused.
     *
     * @param index its place in the request, from 0
     * @param status the HTTP status that it alone would be answered with
     * @param field the key at fault; empty for the event as a whole
     * @param site the site it belongs to, as far as that can be told
     * @param received the event as it came
     * @param isObject true when that is a JSON object, false when it may be anything
     * @param verdict what a schema has against it; absent when it is at fault in another way
     */
    record Refused(
            int index,
            int status,
            String field,
            String problem,
            String site,
            String received,
            boolean isObject,
            @Nullable Verdict verdict) {

        /**
         * What is wrong with it in the words of a validator. EventGate calls it an error when an event cannot be compared
         * with a schema, since there is none to be found.
         */
        Verdict opinion() {
            if (verdict != null) {
                return verdict;
            }
            if (!isObject) {
                return Verdict.failed(problem);
            }
            return Verdict.of(new Fault("intake", field.isEmpty() ? "" : "." + field, problem));
        }
    }

    /**
     * What a request holds.
     *
     * @param ids of the events that can be taken, as JSON
     * @param places the place in the request of each of those
     * @param sampledOut how many events are not kept, as their streams wish; they are no failures
     * @param eventGate true when any event has EventGate's shape, so that the answer must have it too
     * @param judged what schemas say about them
     * @param drawn what samples make of them
     */
    record Reading(
            List<String> ids,
            List<Integer> places,
            List<Refused> refused,
            int sampledOut,
            boolean eventGate,
            Judged judged,
            Drawn drawn) {}

    private final String defaultSite;
    private final InstantSource clock;
    private final TimeOrderedEpochFactory newIds;
    private final EventGate gate;

    /** Takes events of EventGate's shape as they come. */
    EventReader(String defaultSite, InstantSource clock) {
        this(defaultSite, clock, EventGate.USUAL);
    }

    /**
     * @param defaultSite for events that nobody names a site for
     * @param gate takes events of EventGate's shape
     */
    EventReader(String defaultSite, InstantSource clock, EventGate gate) {
        this.defaultSite = defaultSite;
        this.gate = gate;
        this.clock = clock;
        this.newIds = TimeOrderedEpochFactory.builder()
                .withInstantFunction(clock::instant)
                .withIncrementPlus1() // within a millisecond they follow one another: they are names, not secrets
                .build();
    }

    /**
     * @param taker gets the events that can be taken, one by one
     * @throws Refusal when the body as a whole makes no sense; then also what the taker got is void
     */
    Reading read(byte[] body, Request request, Consumer<Arrival> taker) throws Refusal {
        var events = new Events(request, clock.instant(), taker);
        if (request.lines()) {
            JsonBodies.readLines(body, events);
        } else {
            JsonBodies.readDocument(body, events);
        }
        return new Reading(
                events.ids,
                events.places,
                events.refused,
                events.sampledOut,
                events.eventGate,
                events.judged,
                events.drawn);
    }

    /** The events of one request, taken one after another. */
    private final class Events implements JsonBodies.Places {

        private final Request request;
        private final Instant now;
        private final Consumer<Arrival> taker;
        private final List<String> ids = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();
        private final List<Refused> refused = new ArrayList<>();
        private final Judged judged = new Judged();
        private final Drawn drawn = new Drawn();
        private int sampledOut;
        private boolean eventGate;
        private @Nullable Filling filling;
        private @Nullable Fingerprints fingerprints;

        Events(Request request, Instant now, Consumer<Arrival> taker) {
            this.request = request;
            this.now = now;
            this.taker = taker;
        }

        @Override
        public void event(RawObject object) {
            Shape shape = request.as() != null ? request.as() : Shape.of(object);
            eventGate |= shape == Shape.EVENTGATE;
            int place = place();
            try {
                Arrival arrival = arrival(object, shape);
                if (arrival == null) {
                    sampledOut++;
                    return;
                }
                taker.accept(arrival);
                Scalar id = arrival.event().id();
                ids.add(id == null ? "null" : id.json());
                places.add(place);
            } catch (BadEvent e) {
                String named = shape == Shape.EVENTGATE ? EventGateShape.siteOf(object) : object.string("site");
                String site = siteOf(named, request);
                refused.add(new Refused(
                        place, e.status(), e.field(), e.problem(), site, object.received(), true, e.verdict()));
            }
        }

        @Override
        public void nothing(String problem, String received) {
            refused.add(new Refused(place(), 400, "", problem, siteOf(null, request), received, false, null));
        }

        private int place() {
            return ids.size() + refused.size() + sampledOut;
        }

        private @Nullable Arrival arrival(RawObject object, Shape shape) throws BadEvent {
            check(object);
            Draft told = shape.read(object);
            Scalar given = told.id();
            Scalar id = given != null ? given : Scalar.of(newIds.create().toString());
            EventGate.Taken taken = taken(object, shape, told, id);
            if (taken == null) {
                return null;
            }
            Draft draft = taken.draft();
            String site = siteOf(draft.site(), request);
            if (draft.site() != null && !draft.site().equals(site)) {
                throw new BadEvent(403, "site", "is " + draft.site() + ", but the token is for another site");
            }
            Event event = new Event(
                    draft.timestamp() != null ? draft.timestamp() : now.atOffset(ZoneOffset.UTC),
                    site,
                    draft.severity(),
                    draft.message(),
                    id,
                    draft.type(),
                    draft.action(),
                    draft.user(),
                    draft.metadata(),
                    taken.marks());
            // What the intake adds differs each time; a repetition is known by what the producer said.
            return new Arrival(event, given == null ? null : fingerprints().of(site, given, told));
        }

        private EventGate.@Nullable Taken taken(RawObject object, Shape shape, Draft told, Scalar id) throws BadEvent {
            if (shape == Shape.EVENTGATE) {
                return gate.take(object, told, id, request.withoutToken(), filling(), judged, drawn);
            }
            if (request.withoutToken()) {
                throw new BadEvent(401, "", "needs a token");
            }
            return new EventGate.Taken(told, Event.NONE);
        }

        private Filling filling() {
            if (filling == null) {
                filling = new Filling(now, request.sender().get());
            }
            return filling;
        }

        private Fingerprints fingerprints() {
            if (fingerprints == null) {
                fingerprints = new Fingerprints();
            }
            return fingerprints;
        }
    }

    private static void check(RawObject object) throws BadEvent {
        if (object.bytes() > IntakeLimits.EVENT_BYTES) {
            throw new BadEvent(413, "", "has " + object.bytes() + " bytes; at most " + IntakeLimits.EVENT_BYTES);
        }
        if (object.depth() > IntakeLimits.EVENT_DEPTH) {
            throw new BadEvent("", "is nested " + object.depth() + " levels deep; at most " + IntakeLimits.EVENT_DEPTH);
        }
        if (object.hasTooManyNames()) {
            throw new BadEvent("", "has more than " + JsonScanner.NAMES + " different keys");
        }
        String doubled = object.doubled();
        if (doubled != null) {
            throw new BadEvent(doubled, "is there twice; readers disagree on which of the two counts");
        }
    }

    /** @param named by the event itself; nothing that is no name counts */
    private String siteOf(@Nullable String named, Request request) {
        if (request.tokenSite() != null) {
            return request.tokenSite();
        }
        if (named != null && SiteNames.isValid(named)) {
            return named;
        }
        return request.site() != null ? request.site() : defaultSite;
    }
}
