package io.mirrorlog.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures what three ill connections of ten cost the seven others, under as much load as the agent takes: one hangs, one
 * refuses, one is answered a byte a second. Turn by turn with ten healthy ones, and with the seven alone.
 *
 * <p>{@code bench/isolation [ROUNDS [SECONDS]]} runs it and prints a table.
 */
public final class IsolationMeasurement {

    private static final int CONNECTIONS = 10;
    private static final int HEALTHY = 7;
    private static final int SENDERS = 2;
    private static final int BATCH = 500;
    private static final int WARM_UP_SECONDS = 5;

    private static final String HANGING = "/c7";
    private static final String TRICKLING = "/c8";

    private IsolationMeasurement() {}

    /** Of one run, of the healthy ones: events a second of each, on the average. Memory in MiB. */
    private record Result(double rate, long before, long after, long peak, double drained) {}

    /** What the seven are measured beside. */
    private enum Neighbours {
        WELL,
        ILL,
        NONE
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        System.out.println(
                "| round | beside three well ones: events/s each | beside three ill ones | alone | ill to well"
                        + " | ill to alone | RSS beside ill ones, begin → end, highest, MiB | drained in order, s |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        List<Double> toWell = new ArrayList<>();
        List<Double> toAlone = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Map<Neighbours, Result> results = new EnumMap<>(Neighbours.class);
            List<Neighbours> order = Arrays.asList(Neighbours.values());
            Collections.rotate(order, round); // so that none always has the warmer machine
            for (Neighbours neighbours : order) {
                results.put(neighbours, run(neighbours, seconds));
            }
            Result well = Objects.requireNonNull(results.get(Neighbours.WELL));
            Result ill = Objects.requireNonNull(results.get(Neighbours.ILL));
            Result alone = Objects.requireNonNull(results.get(Neighbours.NONE));
            toWell.add(ill.rate() / well.rate());
            toAlone.add(ill.rate() / alone.rate());
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %,.0f | %,.0f | %,.0f | %.2f | %.2f | %d → %d, %d | %.1f |%n",
                    round + 1,
                    well.rate(),
                    ill.rate(),
                    alone.rate(),
                    ill.rate() / well.rate(),
                    ill.rate() / alone.rate(),
                    ill.before(),
                    ill.after(),
                    ill.peak(),
                    ill.drained());
        }
        System.out.println();
        tell("ill to well", toWell);
        tell("ill to alone", toAlone);
        System.exit(0);
    }

    private static void tell(String what, List<Double> ratios) {
        List<Double> sorted = ratios.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f, least %.2f, most %.2f%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.get(0),
                sorted.get(sorted.size() - 1));
    }

    private static Result run(Neighbours neighbours, int seconds) throws Exception {
        Path folder = Files.createTempDirectory("isolation");
        try (var service = new Service(neighbours)) {
            Files.writeString(folder.resolve("config.yml"), service.configuration());
            AgentProcess agent = AgentProcess.launch(folder, "config.yml", PostingAgent.class)
                    .awaitReady();
            var load = new Load(agent.address());
            try {
                TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
                long before = memory(agent, "VmRSS");
                long received = service.received();
                long begun = System.nanoTime();
                TimeUnit.SECONDS.sleep(seconds);
                double took = (System.nanoTime() - begun) / 1e9;
                double rate = (service.received() - received) / took / HEALTHY;
                long after = memory(agent, "VmRSS");
                load.stop();
                service.heal();
                begun = System.nanoTime();
                service.awaitAll(load.sent());
                double drained = (System.nanoTime() - begun) / 1e9;
                return new Result(rate, before, after, memory(agent, "VmHWM"), drained);
            } finally {
                load.stop();
                agent.kill();
            }
        } finally {
            delete(folder);
        }
    }

    private static long memory(AgentProcess agent, String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Sends as fast as it is answered. */
    private static final class Load {

        private final String body = IntStream.range(0, BATCH)
                .mapToObj(n -> "{\"site\":\"shop\",\"type\":\"user\",\"action\":\"login\",\"message\":\"in\"}")
                .collect(Collectors.joining("\n"));
        private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        private final List<Future<?>> senders = new ArrayList<>();
        private final AtomicLong sent = new AtomicLong();
        private volatile boolean stopped;

        Load(String address) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/events"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            for (int i = 0; i < SENDERS; i++) {
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                senders.add(threads.submit(() -> send(client, request)));
            }
        }

        private Void send(HttpClient client, HttpRequest request) throws Exception {
            while (!stopped) {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status != 202) {
                    throw new IOException("answered " + status);
                }
                sent.addAndGet(BATCH);
            }
            return null;
        }

        long sent() {
            return sent.get();
        }

        void stop() throws Exception {
            stopped = true;
            for (Future<?> sender : senders) {
                sender.get();
            }
            threads.shutdown();
        }
    }

    /** Ten destinations, three of which may be ill until they are healed. Counts, and insists on the order. */
    private static final class Service implements AutoCloseable {

        private final int connections;
        private final CountDownLatch healed = new CountDownLatch(1);
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final ServerSocket server = listen(0);
        private final int refusing = freePort();
        private final List<ServerSocket> servers = new ArrayList<>(List.of(server));
        private final List<AtomicLong> last =
                IntStream.range(0, CONNECTIONS).mapToObj(i -> new AtomicLong()).toList();
        private volatile String violation = "";

        Service(Neighbours neighbours) throws IOException {
            this.connections = neighbours == Neighbours.NONE ? HEALTHY : CONNECTIONS;
            if (neighbours != Neighbours.ILL) {
                heal();
            }
        }

        private ServerSocket listen(int port) throws IOException {
            var listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            threads.execute(() -> {
                while (!listener.isClosed()) {
                    try {
                        Socket socket = listener.accept();
                        threads.execute(() -> answer(socket));
                    } catch (IOException e) {
                        // It is closed, as this is the end.
                    }
                }
            });
            return listener;
        }

        private static int freePort() throws IOException {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        String configuration() {
            var yaml =
                    new StringBuilder("intake: { http: { listen: \"127.0.0.1:0\" } }\nqueue: { max_size: 100GiB }\n");
            yaml.append("connections:\n");
            for (int i = 0; i < connections; i++) {
                int port = i == CONNECTIONS - 1 ? refusing : server.getLocalPort();
                yaml.append("  c" + i + ": { connector: posting, url: \"http://127.0.0.1:" + port + "/c" + i
                        + "\", timeout: 1h, agent_events: true, retry: { first: 100ms, max: 1s } }\n");
            }
            return yaml.toString();
        }

        private void answer(Socket accepted) {
            try (Socket socket = accepted) {
                InputStream in = socket.getInputStream();
                Map<String, String> head = FlakyDestination.head(in);
                String path = head.getOrDefault("", "").split(" ")[1];
                String body = new String(
                        in.readNBytes(Integer.parseInt(head.getOrDefault("content-length", ""))), ISO_8859_1);
                if (path.equals(HANGING)) {
                    healed.await();
                }
                take(path, body);
                boolean well = !path.equals(TRICKLING);
                for (byte each : "HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1)) {
                    socket.getOutputStream().write(each);
                    well = well || healed.await(1, TimeUnit.SECONDS);
                }
            } catch (IOException | InterruptedException e) {
                // The agent was killed, or this is the end.
            }
        }

        private void take(String path, String body) {
            AtomicLong before = last.get(Integer.parseInt(path.substring("/c".length())));
            for (String line : body.lines().toList()) {
                long sequence = Long.parseLong(line.split(" ")[0]);
                if (!before.compareAndSet(sequence - 1, sequence)) {
                    violation = path + ": " + sequence + " came behind " + before;
                }
            }
        }

        /** By those that are never ill. */
        long received() {
            return IntStream.range(0, HEALTHY).mapToLong(i -> last.get(i).get()).sum();
        }

        void heal() throws IOException {
            if (healed.getCount() > 0) {
                healed.countDown();
                servers.add(listen(refusing));
            }
        }

        void awaitAll(long count) throws InterruptedException {
            while (violation.isEmpty() && last.subList(0, connections).stream().anyMatch(each -> each.get() < count)) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            if (!violation.isEmpty()) {
                throw new IllegalStateException(violation);
            }
        }

        @Override
        public void close() throws IOException {
            for (ServerSocket each : servers) {
                each.close();
            }
            threads.shutdownNow();
        }
    }
}
