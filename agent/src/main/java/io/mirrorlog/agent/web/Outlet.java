package io.mirrorlog.agent.web;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The open end of an answer that goes on. Safe for many threads; nothing here waits.
 *
 * <p>A client that reads more slowly than it is written to is cut off before it costs more than {@link #UNSENT_MAX}.
 */
public final class Outlet {

    /** Bytes that may wait for one client. */
    public static final long UNSENT_MAX = 4L << 20;

    /** Well below the time after which the server closes a connection on which nothing moves. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    private final HttpServerResponse response;
    private final Context loop;
    private final AtomicLong unsent = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Runnable> afterwards = new ArrayList<>();

    /** @param signOfLife what says nothing in the answer's own format */
    Outlet(HttpServerResponse response, Context loop, byte[] signOfLife) {
        this.response = response;
        this.loop = loop;
        long timer = loop.owner().setPeriodic(SIGN_OF_LIFE.toMillis(), now -> write(signOfLife));
        whenClosed(() -> loop.owner().cancelTimer(timer));
        response.closeHandler(gone -> close());
    }

    /** Says whether the client may still get it; false also when this was too much for it. */
    public boolean write(byte[] bytes) {
        if (closed.get()) {
            return false;
        }
        if (unsent.addAndGet(bytes.length) > UNSENT_MAX) {
            close();
            return false;
        }
        loop.runOnContext(now -> {
            if (!closed.get()) {
                response.write(Buffer.buffer(bytes)).onComplete(sent -> unsent.addAndGet(-bytes.length));
            }
        });
        return true;
    }

    /** Ends the answer, and the connection with it: whatever did not reach the client yet never will. */
    public void close() {
        List<Runnable> due;
        synchronized (afterwards) {
            if (closed.getAndSet(true)) {
                return;
            }
            due = List.copyOf(afterwards);
        }
        due.forEach(Runnable::run);
        loop.runOnContext(now -> response.reset());
    }

    /** Runs this when the client is gone or cut off; now, if that is so already. Must not wait. */
    public void whenClosed(Runnable action) {
        synchronized (afterwards) {
            if (!closed.get()) {
                afterwards.add(action);
                return;
            }
        }
        action.run();
    }
}
