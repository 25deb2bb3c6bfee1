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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends events and waits for what becomes of them. */
final class Load {

    private static final int BATCH = 1_000;
    private static final int BATCH_CLIENTS = 4;
    private static final Pattern DELIVERED = Pattern.compile("\"delivered\":(\\d+)");

    private Load() {}

    /** Sends so many events in batches of 1,000 over four connections; returns when all are answered. */
    static void batches(URI agent, int events) throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            requests.add(Client.post(Samples.lines(i * BATCH, BATCH), "application/x-ndjson"));
        }
        share(agent, BATCH_CLIENTS, events / BATCH, requests);
    }

    /** Sends so many events one by one over so many connections. */
    static void singles(URI agent, int events, int connections) throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            requests.add(Client.post(Samples.event(i), "application/json"));
        }
        share(agent, connections, events, requests);
    }

    private static void share(URI agent, int connections, int count, List<byte[]> requests) throws Exception {
        var sent = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                clients.add(threads.submit(() -> {
                    try (var client = new Client(agent)) {
                        for (int n = sent.getAndIncrement(); n < count; n = sent.getAndIncrement()) {
                            client.exchange(requests.get(n % requests.size()));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a client failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns when every connection says that it delivered so many. */
    static void awaitDelivered(URI agent, long events) throws Exception {
        try (var client = new Client(agent)) {
            while (true) {
                Matcher matcher = DELIVERED.matcher(client.get("/v1/status"));
                boolean all = matcher.find();
                matcher.reset();
                while (matcher.find()) {
                    all &= Long.parseLong(matcher.group(1)) >= events;
                }
                if (all) {
                    return;
                }
                Thread.sleep(20);
            }
        }
    }
}
