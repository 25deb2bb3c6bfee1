package io.mirrorlog.agent.web;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens for HTTP requests, collects their bodies within limits, and writes what the endpoints answer. */
public final class HttpServer implements AutoCloseable {

    private static final int IDLE_SECONDS = 60;
    private static final int EVENT_LOOPS = 2;

    /** Bodies come in pieces of up to this, as much as one read takes. */
    private static final int CHUNK_BYTES = 64 << 10;

    private static final long DRAIN_SECONDS = 2;
    private static final long STOP_SECONDS = 4;

    /** By a negative number, Vert.x gives all listeners the same free port; by 0 each would get its own. */
    private static final int ANY_SHARED_PORT = -1;

    private final Vertx vertx;
    private final String host;
    private final int wanted;
    private final AtomicInteger port = new AtomicInteger();
    private final Exchange.Rules rules;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final List<io.vertx.core.http.HttpServer> listeners = new CopyOnWriteArrayList<>();

    /** @param port 0 for a free one */
    public HttpServer(String host, int port, Routes routes, BrowserGuard guard, BodyLimits limits) {
        this(host, port, routes, guard, limits, RefusalWitness.NONE);
    }

    /** @param port 0 for a free one */
    public HttpServer(
            String host, int port, Routes routes, BrowserGuard guard, BodyLimits limits, RefusalWitness witness) {
        this.host = host;
        this.wanted = port == 0 ? ANY_SHARED_PORT : port;
        this.rules = new Exchange.Rules(routes, guard, limits, new MemoryBudget(limits.inFlight()), witness);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(EVENT_LOOPS)
                .setInternalBlockingPoolSize(EVENT_LOOPS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    /**
     * Opens the port.
     *
     * @throws IllegalStateException when it cannot be opened, naming it
     */
    public void start() {
        for (int i = 0; i < EVENT_LOOPS; i++) {
            await(vertx.deployVerticle(new Listener(), new DeploymentOptions()));
        }
    }

    /** Bytes that the requests in flight hold. */
    long bytesInFlight() {
        return rules.budget().used();
    }

    /** The port that is listened on. */
    public int port() {
        return port.get();
    }

    /** Takes no more requests, and lets those that run be answered for a moment. */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        List<Future<?>> stopped = new ArrayList<>();
        try {
            for (io.vertx.core.http.HttpServer listener : listeners) {
                stopped.add(listener.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS));
            }
            Future.join(stopped)
                    .eventually(vertx::close)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the HTTP server did not stop in time", e);
        }
    }

    private void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening " + host + ":" + wanted, e);
        } catch (ExecutionException e) {
            String why = e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
            throw new IllegalStateException("cannot listen on " + host + ":" + wanted + ": " + why, e);
        }
    }

    /** One event loop's share of the work: the listeners share the port. */
    private final class Listener extends VerticleBase {

        @Override
        public Future<?> start() {
            var options = new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxChunkSize(CHUNK_BYTES)
                    .setIdleTimeout(IDLE_SECONDS)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS);
            Context loop = context;
            return vertx.createHttpServer(options)
                    .connectionHandler(this::count)
                    .requestHandler((HttpServerRequest request) -> new Exchange(request, loop, rules).begin())
                    .listen(wanted, host)
                    .onSuccess(server -> {
                        port.set(server.actualPort());
                        listeners.add(server);
                    });
        }

        private void count(HttpConnection connection) {
            connection.closeHandler(closed -> connections.decrementAndGet());
            if (connections.incrementAndGet() > rules.limits().connections()) {
                connection.close();
            }
        }
    }
}
