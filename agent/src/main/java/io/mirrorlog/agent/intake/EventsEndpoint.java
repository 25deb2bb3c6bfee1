package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.delivery.DirectRejection;
import io.mirrorlog.agent.delivery.DirectWriting;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.SiteNames;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/events}: takes events, and answers when they are on disk; before that, they are written to the
 * connections that want them directly.
 *
 * <p>With {@code ?answer=native}, events of EventGate's shape are answered like all others.
 */
public final class EventsEndpoint implements EventsDoor {

    private static final Set<String> LINE_TYPES =
            Set.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines");

    private static final String TOKEN_NEEDED = "a token is needed: Authorization: Bearer TOKEN, or /t/TOKEN/v1/events";

    private final EventQueue queue;
    private final RefusedEvents refusals;
    private final Tokens tokens;
    private final EventReader reader;
    private final DirectWriting direct;
    private final EventGate gate;

    /**
     * @param tokens by site; when there are any, a request without one of them is refused, unless it is for open streams
     * @param defaultSite for events that nobody names a site for
     * @param gate takes events of EventGate's shape
     */
    public EventsEndpoint(
            EventQueue queue,
            RefusedEvents refusals,
            Map<String, Secret<String>> tokens,
            String defaultSite,
            InstantSource clock,
            DirectWriting direct,
            EventGate gate) {
        this.queue = queue;
        this.refusals = refusals;
        this.tokens = new Tokens(tokens);
        this.reader = new EventReader(defaultSite, clock, gate);
        this.direct = direct;
        this.gate = gate;
    }

    @Override
    public CompletableFuture<Answer> answer(Request request) {
        String tokenSite;
        boolean withoutToken;
        try {
            tokenSite = tokenSite(request);
            withoutToken = tokenSite == null && !tokens.isEmpty();
        } catch (Refusal e) {
            return CompletableFuture.completedFuture(answerTo(e)); // a stranger's body is not worth the disk
        }
        return taken(request, tokenSite, withoutToken, true);
    }

    @Override
    public Answer refused(Request request, Refusal why, byte[] received) {
        try {
            String tokenSite = tokenSite(request);
            return refused(why, tokenSite, tokenSite == null && !tokens.isEmpty(), received);
        } catch (Refusal stranger) {
            return answerTo(stranger);
        }
    }

    /** A body of somebody without a token is counted; it is not worth the disk, as nothing in it names an open stream. */
    private Answer refused(Refusal why, @Nullable String tokenSite, boolean withoutToken, byte[] received) {
        if (!withoutToken) {
            refusals.keepBody(tokenSite, why.detail(), received);
        } else if (why.status() != 401) {
            refusals.countBody();
        }
        return answerTo(why);
    }

    private CompletableFuture<Answer> taken(
            Request request, @Nullable String tokenSite, boolean withoutToken, boolean mayWait) {
        try {
            return take(request, hints(request, tokenSite, withoutToken, gate), mayWait);
        } catch (Refusal e) {
            return CompletableFuture.completedFuture(refused(e, tokenSite, withoutToken, request.body()));
        }
    }

    /** @param mayWait whether schemas may be waited for that are being read; then all is read again, as if it had just come */
    private CompletableFuture<Answer> take(Request request, EventReader.Request hints, boolean mayWait) throws Refusal {
        Incoming incoming = queue.incoming(request.body().length + request.body().length / 4);
        DirectWriting.Request writing = direct.isIdle() ? null : direct.begin(incoming);
        EventReader.Reading reading = reader.read(request.body(), hints, writing == null ? incoming::add : writing);
        if (mayWait && reading.judged().isWorthWaiting(isHasty(request))) {
            return gate.schemas()
                    .ready(reading.judged().pending())
                    .thenComposeAsync(
                            ready -> taken(request, hints.tokenSite(), hints.withoutToken(), false), request.loop());
        }
        gate.schemas().told(reading.judged());
        reading.drawn().count();
        List<EventReader.Refused> strange =
                reading.refused().stream().filter(one -> one.status() == 401).toList();
        if (incoming.isEmpty()
                && !strange.isEmpty()
                && strange.size() == reading.refused().size()) {
            throw new Refusal(401, TOKEN_NEEDED);
        }
        refusals.keep(
                reading.refused().stream().filter(one -> one.status() != 401).toList());
        Answers answers = answers(reading, request);
        if (incoming.isEmpty()) {
            return CompletableFuture.completedFuture(
                    reading.sampledOut() > 0 ? answers.stored(List.of(), Map.of()) : answers.allRefused());
        }
        if (writing != null) {
            return writing.write()
                    .handleAsync(
                            (receipt, failure) -> failure == null
                                    ? answers.stored(receipt.receipts(), receipt.delivered())
                                    : unavailable(failure),
                            request.loop());
        }
        return incoming.append()
                .handleAsync(
                        (receipts, failure) ->
                                failure == null ? answers.stored(receipts, Map.of()) : unavailable(failure),
                        request.loop());
    }

    /** The site whose token the request bears; absent where none is needed, or none for some streams. */
    private @Nullable String tokenSite(Request request) throws Refusal {
        if (tokens.isEmpty()) {
            return null;
        }
        String token = request.bearer();
        if (token == null && !gate.openStreams().isEmpty()) {
            return null;
        }
        if (token == null) {
            throw new Refusal(401, TOKEN_NEEDED);
        }
        String site = tokens.siteOf(token);
        if (site == null) {
            throw new Refusal(401, "the token is not known");
        }
        return site;
    }

    /** What a request says besides its body. */
    static EventReader.Request hints(Request request, @Nullable String tokenSite, boolean withoutToken, EventGate gate)
            throws Refusal {
        String site = request.query().get("site");
        if (site != null && !SiteNames.isValid(site)) {
            throw new Refusal(400, "?site= must be " + SiteNames.RULE);
        }
        if (site != null && tokenSite != null && !site.equals(tokenSite)) {
            throw new Refusal(403, "?site= names another site than the token's");
        }
        return new EventReader.Request(
                tokenSite,
                site,
                forcedShape(request),
                isLines(request),
                withoutToken,
                () -> Sender.of(request, gate.proxies()));
    }

    private static @Nullable Shape forcedShape(Request request) throws Refusal {
        String as = request.query().get("as");
        if (as == null) {
            return null;
        }
        Optional<Shape> shape = Shape.named(as);
        if (shape.isEmpty()) {
            throw new Refusal(400, "?as= may be one of " + Shape.words());
        }
        return shape.get();
    }

    /** Everything that is not said to be lines is read as JSON, since {@code curl -d} and beacons send other types. */
    private static boolean isLines(Request request) {
        String type = request.header("content-type");
        if (type == null) {
            return false;
        }
        int parameters = type.indexOf(';');
        String bare = parameters < 0 ? type : type.substring(0, parameters);
        return LINE_TYPES.contains(bare.strip().toLowerCase(Locale.ROOT));
    }

    /** How the client of this request wants to be told what became of its events. */
    static Answers answers(EventReader.Reading reading, Request request) {
        boolean asEventGate =
                reading.eventGate() && !"native".equals(request.query().get("answer"));
        return asEventGate ? new EventGateAnswers(reading, isHasty(request)) : new NativeAnswers(reading);
    }

    private static boolean isHasty(Request request) {
        return !request.query().getOrDefault("hasty", "").isEmpty();
    }

    static Answer answerTo(Refusal e) {
        Answer answer = Answer.problem(e.status(), Titles.of(e.status()), e.detail());
        return e.status() == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer;
    }

    private static Answer unavailable(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof QueueException) {
            return Answer.problem(503, Titles.of(503), cause.getMessage() + "; nothing of this request is stored")
                    .with("Retry-After", "5");
        }
        if (cause instanceof DirectRejection rejection) {
            Answer answer =
                    Answer.problem(502, Titles.of(502), cause.getMessage() + "; nothing of this request is stored");
            long seconds = (rejection.retryAfter().toMillis() + 999) / 1000;
            return seconds == 0 ? answer : answer.with("Retry-After", String.valueOf(seconds));
        }
        throw new CompletionException(cause);
    }

    /** The two ways in which the outcome of a request is told. */
    interface Answers {
        Answer allRefused();

        /**
         * @param receipts for the events that were not refused, in order
         * @param delivered whether each connection that is written to directly has all of them
         */
        Answer stored(List<Receipt> receipts, Map<String, Boolean> delivered);
    }
}
