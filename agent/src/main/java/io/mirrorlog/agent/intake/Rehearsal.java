package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Event;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers as {@link EventsEndpoint} does, but keeps nothing: an audience is told what would become of each event.
 *
 * <p>Needs no token. Safe for many threads; the audience hears from several, and must not wait.
 */
public final class Rehearsal implements EventsDoor {

    private final String site;
    private final InstantSource clock;
    private final EventGate gate;
    private final Function<String, String> whyNoSchema;
    private final Consumer<List<Tried>> audience;

    /**
     * @param site of events that name none
     * @param whyNoSchema says more about a {@code $schema} that could not be had than a producer is told; empty when
     *     there is no more to say
     * @param audience hears of each request once, event by event in their order
     */
    public Rehearsal(
            String site,
            InstantSource clock,
            EventGate gate,
            Function<String, String> whyNoSchema,
            Consumer<List<Tried>> audience) {
        this.site = site;
        this.clock = clock;
        this.gate = gate;
        this.whyNoSchema = whyNoSchema;
        this.audience = audience;
    }

    @Override
    public CompletableFuture<Answer> answer(Request request) {
        return answer(request, true);
    }

    /** The audience is not told: it sees the answer. */
    @Override
    public Answer refused(Request request, Refusal why, byte[] received) {
        return EventsEndpoint.answerTo(why);
    }

    /** @param mayWait whether schemas may be waited for that are being read */
    private CompletableFuture<Answer> answer(Request request, boolean mayWait) {
        try {
            EventReader.Request hints = EventsEndpoint.hints(request, null, false, gate);
            var listener = new Listener(gate.schemas());
            var listening = new EventGate(gate.streams(), listener, gate.places(), gate.openStreams(), gate.proxies());
            List<Taken> taken = new ArrayList<>();
            EventReader.Reading reading = new EventReader(site, clock, listening)
                    .read(
                            request.body(),
                            hints,
                            arrival -> taken.add(new Taken(arrival.event(), listener.verdictOn(arrival.event()))));
            if (mayWait && !reading.judged().pending().isEmpty()) {
                return gate.schemas()
                        .ready(reading.judged().pending())
                        .thenComposeAsync(ready -> answer(request, false), request.loop());
            }
            audience.accept(tried(Pieces.of(request.body(), hints), reading, taken));
            EventsEndpoint.Answers answers = EventsEndpoint.answers(reading, request);
            List<Receipt> receipts = Collections.nCopies(taken.size(), new Receipt(0, Receipt.Fate.STORED));
            return CompletableFuture.completedFuture(
                    taken.isEmpty() && reading.sampledOut() == 0
                            ? answers.allRefused()
                            : answers.stored(receipts, Map.of()));
        } catch (Refusal e) {
            audience.accept(List.of(ofBody(request.body(), e.detail())));
            return CompletableFuture.completedFuture(EventsEndpoint.answerTo(e));
        }
    }

    private static Tried ofBody(byte[] body, String problem) {
        int shown = Math.min(body.length, Tried.RECEIVED_MAX);
        return new Tried(Tried.Fate.REFUSED, "", "", new String(body, 0, shown, UTF_8), null, List.of(problem));
    }

    private record Taken(Event event, Verdict verdict) {}

    private List<Tried> tried(List<Piece> pieces, EventReader.Reading reading, List<Taken> taken) {
        @Nullable Tried[] all = new Tried[pieces.size()];
        for (int i = 0; i < taken.size(); i++) {
            int place = reading.places().get(i);
            Taken one = taken.get(i);
            Tried.Fate fate = one.verdict().isGood() ? Tried.Fate.VALID : Tried.Fate.INVALID;
            all[place] = pieces.get(place).tried(fate, one.event(), problems(pieces.get(place), one.verdict()));
        }
        for (EventReader.Refused refused : reading.refused()) {
            Piece piece = pieces.get(refused.index());
            List<String> problems =
                    refused.verdict() != null ? problems(piece, refused.verdict()) : List.of(problem(refused));
            all[refused.index()] = piece.tried(Tried.Fate.REFUSED, null, problems);
        }
        List<Tried> tried = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            Tried known = all[i];
            tried.add(known != null ? known : pieces.get(i).tried(Tried.Fate.SAMPLED_OUT, null, List.of()));
        }
        return tried;
    }

    private static String problem(EventReader.Refused refused) {
        return refused.field().isEmpty() ? refused.problem() : refused.field() + ": " + refused.problem();
    }

    private List<String> problems(Piece piece, Verdict verdict) {
        if (verdict.failure() == null) {
            return verdict.faults().stream().map(Fault::text).toList();
        }
        String why = whyNoSchema.apply(piece.schema());
        return List.of(why.isEmpty() ? verdict.failure() : verdict.failure() + " (" + why + ")");
    }

    /** One event of a body, as far as can be told without taking it. */
    private record Piece(String shape, String stream, String schema, String received) {

        Tried tried(Tried.Fate fate, @Nullable Event event, List<String> problems) {
            return new Tried(fate, shape, stream, received, event, problems);
        }
    }

    /** What a body holds, piece by piece. */
    private record Pieces(@Nullable Shape forced, List<Piece> pieces) implements JsonBodies.Places {

        static List<Piece> of(byte[] body, EventReader.Request hints) throws Refusal {
            var pieces = new Pieces(hints.as(), new ArrayList<>());
            if (hints.lines()) {
                JsonBodies.readLines(body, pieces);
            } else {
                JsonBodies.readDocument(body, pieces);
            }
            return pieces.pieces();
        }

        @Override
        public void event(RawObject object) {
            Shape shape = forced != null ? forced : Shape.of(object);
            RawObject meta = object.object("meta");
            String stream = meta == null ? null : meta.string("stream");
            String schema = object.string("$schema");
            pieces.add(new Piece(
                    shape.word(), stream == null ? "" : stream, schema == null ? "" : schema, cut(object.received())));
        }

        @Override
        public void nothing(String problem, String received) {
            pieces.add(new Piece("", "", "", cut(received)));
        }

        /** Before all of them are held together. */
        private static String cut(String received) {
            return received.substring(0, Math.min(received.length(), Tried.RECEIVED_MAX));
        }
    }

    /** Remembers what it said about the event that is being read. For one request. */
    private static final class Listener implements SchemaCheck {

        private final SchemaCheck check;
        private Verdict last = Verdict.GOOD;
        private String about = "";

        Listener(SchemaCheck check) {
            this.check = check;
        }

        @Override
        public Set<Place> places(String schema) {
            return check.places(schema);
        }

        @Override
        public Verdict check(String schema, String event) {
            about = event;
            last = check.check(schema, event);
            return last;
        }

        @Override
        public void told(Judged judged) {
            check.told(judged);
        }

        /** Of the event that was just taken; good where no schema was asked. */
        Verdict verdictOn(Event event) {
            return event.metadata().equals(about) ? last : Verdict.GOOD;
        }
    }
}
