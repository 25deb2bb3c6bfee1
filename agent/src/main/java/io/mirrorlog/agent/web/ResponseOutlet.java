package io.mirrorlog.agent.web;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The rest of an HTTP answer, written on its event loop. */
final class ResponseOutlet implements Outlet {

    /** How long a client may take over what it has not read when the stream ends. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context loop;
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean closed;
    private volatile Runnable listener = () -> {};

    /** @param request its answer's head must not be written yet */
    ResponseOutlet(HttpServerRequest request, Context loop) {
        this.request = request;
        this.response = request.response();
        this.loop = loop;
        response.setChunked(true);
        response.closeHandler(gone -> closed());
    }

    private void closed() {
        closed = true;
        listener.run();
    }

    @Override
    public void write(String text) {
        Buffer buffer = Buffer.buffer(text);
        waiting.addAndGet(buffer.length());
        loop.runOnContext(now -> {
            if (!response.ended() && !response.closed()) {
                response.write(buffer).onComplete(written -> taken(buffer.length()));
            }
        });
    }

    private void taken(int bytes) {
        if (waiting.addAndGet(-bytes) < FULL_BYTES) {
            listener.run();
        }
    }

    @Override
    public long waiting() {
        return waiting.get();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void onChange(Runnable changed) {
        listener = changed;
    }

    @Override
    public void end() {
        loop.runOnContext(now -> {
            if (!response.ended() && !response.closed()) {
                long patience = loop.owner()
                        .setTimer(
                                LINGER.toMillis(),
                                enough -> request.connection().close());
                response.end().onComplete(sent -> loop.owner().cancelTimer(patience));
            }
        });
    }
}
