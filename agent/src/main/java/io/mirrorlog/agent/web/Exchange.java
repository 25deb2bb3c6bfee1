package io.mirrorlog.agent.web;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
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

    /** What all exchanges share. */
    record Rules(Routes routes, BrowserGuard guard, BodyLimits limits, MemoryBudget budget) {}

    private final HttpServerRequest request;
    private final Context loop;
    private final Rules rules;
    private final Buffer body = Buffer.buffer();
    private long held;
    private boolean answered;

    Exchange(HttpServerRequest request, Context loop, Rules rules) {
        this.request = request;
        this.loop = loop;
        this.rules = rules;
    }

    void begin() {
        request.response().exceptionHandler(gone -> giveBack());
        request.exceptionHandler(broken -> {
            answered = true; // nobody is there to hear it
            giveBack();
        });
        Answer refusal = refusalBeforeBody();
        if (refusal != null) {
            answer(refusal);
            return;
        }
        request.handler(this::take);
        request.endHandler(end -> dispatch());
    }

    private @Nullable Answer refusalBeforeBody() {
        if (!rules.guard().allowsHost(request.getHeader("Host"))) {
            return Answer.problem(403, "Forbidden", "the agent is not known by the host name of this request");
        }
        if (!rules.guard().allowsOrigin(request.getHeader("Origin"))) {
            return Answer.problem(
                    403, "Forbidden", "pages of this origin may not send events; allow it under intake.http.cors");
        }
        if (request.method().name().equals("OPTIONS")) {
            return preflight();
        }
        long announced = announcedLength();
        if (announced > rules.limits().body()) {
            return tooLarge();
        }
        return null;
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
            answer(tooLarge());
        } else if (!hold(chunk.length())) {
            answer(busy());
        } else {
            body.appendBuffer(chunk);
        }
    }

    private void dispatch() {
        if (answered) {
            return;
        }
        if (body.length() <= INLINE_BYTES && request.getHeader("Content-Encoding") == null) {
            finish(this::reply);
        } else {
            loop.executeBlocking((Callable<CompletableFuture<Answer>>) this::reply, false)
                    .onComplete(done -> finish(() -> {
                        if (done.failed()) {
                            throw new IllegalStateException(done.cause());
                        }
                        return done.result();
                    }));
        }
    }

    private void finish(Callable<CompletableFuture<Answer>> work) {
        CompletableFuture<Answer> reply;
        try {
            reply = work.call();
        } catch (Exception e) {
            reply = CompletableFuture.failedFuture(e);
        }
        var unused = reply.whenComplete((answer, failure) ->
                loop.runOnContext(now -> answer(failure == null ? answer : ServerFault.answerTo(failure))));
    }

    private CompletableFuture<Answer> reply() {
        String path = Routes.withoutToken(request.path());
        var endpoint = rules.routes().find(request.method().name(), path);
        if (endpoint.isEmpty()) {
            return CompletableFuture.completedFuture(
                    rules.routes().knows(path)
                            ? Answer.problem(405, "Method Not Allowed", request.method() + " is not for this path")
                            : Answer.problem(404, "Not Found", "there is nothing at this path"));
        }
        byte[] bytes = body.getBytes();
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            if (!encoding.equalsIgnoreCase("gzip")) {
                return CompletableFuture.completedFuture(
                        Answer.problem(415, "Unsupported Media Type", "Content-Encoding may be gzip, or absent"));
            }
            try {
                bytes = Gzip.inflate(bytes, rules.limits().body());
            } catch (Gzip.TooLargeException e) {
                return CompletableFuture.completedFuture(tooLarge());
            } catch (IOException e) {
                return CompletableFuture.completedFuture(Answer.problem(
                        400, "Bad Request", "Content-Encoding is gzip, but the body is not: " + e.getMessage()));
            }
            if (!hold(bytes.length)) {
                return CompletableFuture.completedFuture(busy());
            }
        }
        return endpoint.get().answer(new Request(request.method().name(), path, query(), headers(), bytes));
    }

    private Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        request.params().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
        return query;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header -> headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        Routes.tokenIn(request.path()).ifPresent(token -> headers.put("authorization", "Bearer " + token));
        return headers;
    }

    private void answer(Answer answer) {
        if (answered) {
            return;
        }
        answered = true;
        HttpServerResponse response = request.response();
        if (response.closed()) {
            giveBack();
            return;
        }
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        allowOrigin(response);
        if (!answer.contentType().isEmpty()) {
            response.putHeader("Content-Type", answer.contentType());
        }
        if (!request.isEnded()) {
            response.putHeader("Connection", "close"); // what is still being sent is not read
        }
        response.end(Buffer.buffer(answer.body())).onComplete(sent -> {
            giveBack();
            if (!request.isEnded()) {
                request.connection().close();
            }
        });
    }

    private Answer preflight() {
        return Answer.empty(204)
                .with("Access-Control-Allow-Methods", "POST, GET")
                .with("Access-Control-Allow-Headers", "authorization, content-type, content-encoding, x-requested-with")
                .with("Access-Control-Max-Age", "86400");
    }

    private void allowOrigin(HttpServerResponse response) {
        String origin = request.getHeader("Origin");
        if (origin != null && rules.guard().allowsOrigin(origin)) {
            response.putHeader("Access-Control-Allow-Origin", origin).putHeader("Vary", "Origin");
        }
    }

    private Answer tooLarge() {
        return Answer.problem(
                413, "Content Too Large", "a body may have " + rules.limits().body() + " bytes, also once inflated");
    }

    private static Answer busy() {
        return Answer.problem(503, "Service Unavailable", "too much is being received at this moment; send it again")
                .with("Retry-After", "1");
    }

    private synchronized boolean hold(long bytes) {
        if (!rules.budget().take(bytes)) {
            return false;
        }
        held += bytes;
        return true;
    }

    private synchronized void giveBack() {
        rules.budget().giveBack(held);
        held = 0;
    }
}
