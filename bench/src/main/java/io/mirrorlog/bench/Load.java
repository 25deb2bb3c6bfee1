package io.mirrorlog.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Sends events as fast as they are taken; each call returns the rate, in events a second. */
final class Load {

    private static final int BATCH_CLIENTS = 4;
    private static final List<byte[]> BATCHES = Samples.batches();
    private static final List<byte[]> BATCH_REQUESTS = BATCHES.stream()
            .map(body -> Client.post(body, "application/x-ndjson"))
            .toList();

    private Load() {}

    /** So many events, in batches of 1,000 over four connections. */
    static double batches(URI agent, int events) throws IOException, InterruptedException {
        int requests = Math.max(1, events / Samples.BATCH);
        return Samples.BATCH
                * send(agent, BATCH_CLIENTS, requests, () -> n -> BATCH_REQUESTS.get(n % BATCH_REQUESTS.size()));
    }

    /** The same, but the events carry ids of their own, from that number on. */
    static double numbered(URI agent, int events, long first) throws IOException, InterruptedException {
        int requests = Math.max(1, events / Samples.BATCH);
        return Samples.BATCH
                * send(agent, BATCH_CLIENTS, requests, () -> {
                    List<NumberedBatch> own =
                            BATCHES.stream().map(NumberedBatch::new).toList();
                    return n -> own.get(n % own.size()).from(first + (long) n * Samples.BATCH);
                });
    }

    /** So many events, one by one over so many connections. */
    static double singles(URI agent, int events, int connections) throws IOException, InterruptedException {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < Samples.BATCH; i++) {
            requests.add(Client.post(Samples.event(i), "application/json"));
        }
        return send(agent, connections, events, () -> n -> requests.get(n % requests.size()));
    }

    /** Returns when all are answered; requests a second. Each connection asks for requests of its own. */
    private static double send(URI agent, int connections, int count, Supplier<IntFunction<byte[]>> requests)
            throws IOException, InterruptedException {
        List<IntFunction<byte[]>> own = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            own.add(requests.get());
        }
        var sent = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long begun = System.nanoTime();
            List<Future<?>> clients = new ArrayList<>();
            for (IntFunction<byte[]> request : own) {
                clients.add(threads.submit(() -> {
                    try (var client = new Client(agent)) {
                        for (int n = sent.getAndIncrement(); n < count; n = sent.getAndIncrement()) {
                            client.exchange(request.apply(n));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            return count / Stopwatch.seconds(begun);
        } catch (ExecutionException e) {
            throw new IOException("a client failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }
}
