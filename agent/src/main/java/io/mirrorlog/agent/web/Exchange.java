package io.mirrorlog.agent.web;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request from its first byte to its answer. Stays on its event loop, but for the reading of large bodies. */
final class Exchange {

    /** Bodies up to this are read on the event loop itself; larger ones would keep other requests waiting. */
    private static final int INLINE_BYTES = 64 << 10;

    /** How long a client that is answered early may go on sending: closed at once, it would never see the answer. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final String FORWARDED = "x-forwarded-for";

    /** What all exchanges share. */
    record Rules(Routes routes, BrowserGuard guard, BodyLimits limits, MemoryBudget budget, RefusalWitness witness) {}

    private final HttpServerRequest request;
    private final Context loop;
    private final Rules rules;
    private final MemoryBudget.Share share;
    private final String path;
    private final Body body;
    private long patience;
    private boolean dispatched;
    private volatile boolean seen;
    private boolean answered;

    Exchange(HttpServerRequest request, Context loop, Rules rules) {
        this.request = request;
        this.loop = loop;
        this.rules = rules;
        this.share = rules.budget().share();
        this.path = Routes.withoutToken(request.path());
        long announced = announcedLength();
        this.body = new Body(announced > 0 ? announced : rules.limits().body(), share);
    }

    void begin() {
        request.exceptionHandler(broken -> abandon());
        request.response().exceptionHandler(gone -> {}); // told to whoever writes the answer
        Answer refusal = refusalBeforeBody();
        if (refusal != null) {
            answer(refusal);
            return;
        }
        patience = loop.owner()
                .setTimer(
                        rules.limits().patience().toMillis(),
                        late -> answer(Refusals.tooSlow(rules.limits().patience())));
        request.handler(this::take);
        request.endHandler(end -> dispatch());
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
    }

    /** The client went away before its request was whole. */
    private void abandon() {
        if (!dispatched) {
            answered = true; // nobody is there to hear it
            loop.owner().cancelTimer(patience);
            share.close();
        }
    }

    private @Nullable Answer refusalBeforeBody() {
        if (!rules.guard().allowsHost(request.getHeader("Host"))) {
            return Refusals.unknownHost();
        }
        if (!mayAsk(request.getHeader("Origin")) || changesFromElsewhere()) {
            return isMisspelled() ? Refusals.unknownPath() : Refusals.foreignPage();
        }
        return announcedLength() > rules.limits().body()
                ? Refusals.tooLarge(rules.limits().body())
                : null;
    }

    /** A page that may send events has another address than that of events. */
    private boolean isMisspelled() {
        String origin = request.getHeader("Origin");
        return origin != null
                && rules.guard().allowsOrigin(origin)
                && rules.routes().allowed(path).isEmpty();
    }

    private boolean mayAsk(@Nullable String origin) {
        return origin == null
                || (rules.guard().allowsOrigin(origin) && rules.routes().isForPages(path));
    }

    /** Whatever is for programs only and more than a look: no page of another origin has a say in it. */
    private boolean changesFromElsewhere() {
        String method = request.method().name();
        boolean look = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
        return !look
                && !rules.routes().isForPages(path)
                && !rules.guard().allowsSite(request.getHeader("Sec-Fetch-Site"));
    }

    private long announcedLength() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // the server has refused what is no number already
        }
    }

    private void take(Buffer chunk) {
        if (answered) {
            return;
        }
        if (body.length() + chunk.length() > rules.limits().body()) {
            answer(Refusals.tooLarge(rules.limits().body()));
        } else if (!body.append(chunk)) {
            answer(Refusals.tooMuchAtOnce());
        }
    }

    private void dispatch() {
        loop.owner().cancelTimer(patience);
        if (answered) {
            return;
        }
        dispatched = true;
        if (body.length() <= INLINE_BYTES && request.getHeader("Content-Encoding") == null) {
            answerWhenReady(reply());
        } else {
            loop.executeBlocking((Callable<CompletableFuture<Answer>>) this::reply, false)
                    .onComplete(done -> answerWhenReady(
                            done.succeeded() ? done.result() : CompletableFuture.failedFuture(done.cause())));
        }
    }

    private void answerWhenReady(CompletableFuture<Answer> reply) {
        var unused = reply.whenComplete((answer, failure) ->
                loop.runOnContext(now -> answer(failure == null ? answer : ServerFault.answerTo(failure))));
    }

    private CompletableFuture<Answer> reply() {
        try {
            return endpointsReply();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Answer> endpointsReply() {
        String method = request.method().name();
        if (method.equals("OPTIONS")) {
            return CompletableFuture.completedFuture(preflight());
        }
        var endpoint = rules.routes().find(method, path);
        if (endpoint.isEmpty()) {
            return CompletableFuture.completedFuture(notThere(method));
        }
        Request whole;
        try {
            whole = new Request(
                    method, path, query(), headers(), inflated(body.take()), sender(), rawQuery(), this::goOn);
        } catch (Refused e) {
            return CompletableFuture.completedFuture(e.answer);
        }
        seen = true;
        return endpoint.get().answer(whole);
    }

    private String sender() {
        SocketAddress sender = request.remoteAddress();
        String address = sender == null ? null : sender.hostAddress();
        return address == null ? "" : address;
    }

    private String rawQuery() {
        String query = request.query();
        return query == null ? "" : query;
    }

    private void goOn(Runnable rest) {
        loop.runOnContext(now -> rest.run());
    }

    private Answer notThere(String method) {
        String allowed = rules.routes().allowed(path);
        return allowed.isEmpty() ? Refusals.unknownPath() : Refusals.otherMethod(method, allowed);
    }

    private byte[] inflated(byte[] received) throws Refused {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return received;
        }
        if (!encoding.equalsIgnoreCase("gzip") && !encoding.equalsIgnoreCase("x-gzip")) {
            throw new Refused(Refusals.unknownEncoding());
        }
        try {
            byte[] inflated = Gzip.inflate(received, rules.limits().body());
            if (!share.take(inflated.length)) {
                throw new Refused(Refusals.tooMuchAtOnce());
            }
            return inflated;
        } catch (Gzip.TooLargeException e) {
            throw new Refused(Refusals.tooLarge(rules.limits().body()));
        } catch (IOException e) {
            throw new Refused(Refusals.malformed("Content-Encoding is gzip, but the body is not: " + e.getMessage()));
        }
    }

    private Map<String, String> query() throws Refused {
        Map<String, String> query = new HashMap<>();
        try {
            request.params().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
        } catch (IllegalArgumentException e) {
            throw new Refused(Refusals.malformed("the percent-encoding of the query is broken"));
        }
        return query;
    }

    private Map<String, String> headers() throws Refused {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header -> headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        // A list that each proxy adds to: some write another header behind that which the client may have made up.
        headers.computeIfPresent(
                FORWARDED, (name, first) -> String.join(",", request.headers().getAll(name)));
        try {
            Routes.tokenIn(request.path()).ifPresent(token -> headers.put("authorization", "Bearer " + token));
        } catch (IllegalArgumentException e) {
            throw new Refused(Refusals.malformed("the percent-encoding of the token in the path is broken"));
        }
        return headers;
    }

    private void answer(Answer answer) {
        if (answered) {
            return;
        }
        answered = true;
        loop.owner().cancelTimer(patience);
        if (!seen && answer.status() >= 400) {
            rules.witness().refused(request.method().name(), path, answer);
        }
        HttpServerResponse response = request.response();
        if (response.closed()) {
            share.close();
            return;
        }
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        allowOrigin(response);
        if (!answer.contentType().isEmpty()) {
            response.putHeader("Content-Type", answer.contentType());
        }
        Stream stream = answer.stream();
        if (stream != null && !request.method().name().equals("HEAD")) {
            share.close(); // what such a request holds is let go at once: it may stay for days
            begin(stream, response);
            return;
        }
        boolean early = !request.isEnded();
        if (early) {
            response.putHeader("Connection", "close"); // what is still being sent is not read
        }
        response.end(Buffer.buffer(answer.body())).onComplete(sent -> {
            share.close();
            if (early) {
                linger();
            }
        });
    }

    private void begin(Stream stream, HttpServerResponse response) {
        var outlet = new ResponseOutlet(request, loop);
        stream.begin(outlet); // first, so that whoever sees the head is served already; it writes in its turn
        response.writeHead();
    }

    private void linger() {
        loop.owner().setTimer(LINGER.toMillis(), enough -> request.connection().close());
    }

    private Answer preflight() {
        return Answer.empty(204)
                .with("Access-Control-Allow-Methods", "POST")
                .with("Access-Control-Allow-Headers", "authorization, content-type, content-encoding, x-requested-with")
                .with("Access-Control-Max-Age", "86400");
    }

    private void allowOrigin(HttpServerResponse response) {
        String origin = request.getHeader("Origin");
        if (origin != null && mayAsk(origin)) {
            response.putHeader("Access-Control-Allow-Origin", origin).putHeader("Vary", "Origin");
            if (rules.guard().namesOrigin(origin)) {
                response.putHeader("Access-Control-Allow-Credentials", "true"); // beacons always bring them along
            }
        }
    }

    /** A request that no endpoint gets to see. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Answer answer;

        Refused(Answer answer) {
            super("refused", null, false, false); // an answer to a client, not a place in the code
            this.answer = answer;
        }
    }
}
