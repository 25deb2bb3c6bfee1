package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.filter.Glob;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.agent.stream.Drawn;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Stream;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.agent.web.TrustedProxies;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes events of EventGate's shape as an intake of the Event Platform does: what they lack is filled in, then they are
 * compared with their schema, then their stream says what becomes of them.
 *
 * <p>Safe for many threads.
 *
 * @param streams what is configured for each stream
 * @param schemas asked about every event, unless its stream's validation is off
 * @param places what may be filled in, where the schema has it too
 * @param openStreams those that may be sent without a token
 * @param proxies by whom the client's address is told
 */
public record EventGate(
        Streams streams, SchemaCheck schemas, Set<Place> places, List<Glob> openStreams, TrustedProxies proxies) {

    /** Takes every stream, knows no schema, fills in everything, trusts the machine that it runs on. */
    public static final EventGate USUAL = of(Streams.NONE);

    public EventGate {
        places = Set.copyOf(places);
        openStreams = List.copyOf(openStreams);
    }

    /** Knows no schema, fills in everything, trusts the machine that it runs on. */
    public static EventGate of(Streams streams) {
        return new EventGate(streams, SchemaCheck.NONE, Place.ALL, List.of(), TrustedProxies.LOOPBACK);
    }

    /**
     * An event as it is to be kept.
     *
     * @param draft with what was filled in as its metadata
     * @param marks what the agent has to say about it
     */
    record Taken(Draft draft, String marks) {}

    /**
     * @param received the event as it came
     * @param told what it says by itself
     * @param id the producer's or a new one
     * @param withoutToken whether it came without one where one is needed
     * @param filling of its request
     * @param judged is told what its schema says
     * @param drawn is told what its stream's sample makes of it
     * @return null when the stream keeps a sample only, and the event is not in it
     * @throws BadEvent when the stream refuses it
     */
    @Nullable
    Taken take(
            RawObject received,
            Draft told,
            Scalar id,
            boolean withoutToken,
            Filling filling,
            Judged judged,
            Drawn drawn)
            throws BadEvent {
        String name = told.message();
        String schema = String.valueOf(received.string("$schema"));
        if (withoutToken && openStreams.stream().noneMatch(pattern -> pattern.test(name))) {
            throw new BadEvent(401, "meta.stream", "is no stream that may be sent to without a token");
        }
        Stream stream = streams.of(name, schema);
        if (stream == null) {
            throw new BadEvent(
                    "meta.stream",
                    Verdict.of(new Fault("stream", ".meta.stream", "should be a stream that is configured")));
        }
        if (!stream.keeps(told.metadata(), id, drawn)) {
            return null;
        }
        String event = filling.in(told.metadata(), placesIn(schema), id.json());
        Verdict verdict = Verdict.GOOD;
        if (stream.validation() != Validation.OFF) {
            verdict = stream.verdictOn(schema).and(schemas.check(schema, event));
            judged.add(stream.validation(), name, schema, event, verdict);
        }
        if (stream.validation() == Validation.REJECT && !verdict.isGood()) {
            throw new BadEvent("", verdict);
        }
        String marks = withoutToken ? withoutToken(verdict.marks()) : verdict.marks();
        return new Taken(mapped(told, stream.shown(event), event), marks);
    }

    private static Draft mapped(Draft told, Stream.Shown shown, String event) {
        return new Draft(
                told.timestamp(),
                shown.site() == null ? told.site() : shown.site(),
                shown.severity(),
                shown.message() == null ? told.message() : shown.message(),
                told.id(),
                shown.type(),
                shown.action(),
                shown.user(),
                event);
    }

    private Set<Place> placesIn(String schema) {
        Set<Place> all = schemas.places(schema);
        if (all.containsAll(places)) {
            return places;
        }
        Set<Place> both = EnumSet.copyOf(places);
        both.retainAll(all);
        return both;
    }

    /** Nobody vouches for such an event, and that it says so must not depend on what it says. */
    private static String withoutToken(String marks) {
        String mark = "\"without_token\":true}";
        return marks.equals(Event.NONE) ? "{" + mark : marks.substring(0, marks.length() - 1) + "," + mark;
    }
}
