package io.mirrorlog.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what reading costs: how long common questions take over a million events, and what ten readers who page through
 * them leave of the rate and the times at which events are taken, turn by turn with and without them.
 *
 * <p>{@code bench/reading [ROUNDS [SECONDS [EVENTS [EVENTS A SECOND]...]]]} runs it and prints tables.
 */
public final class ReadingMeasurement {

    private static final String BEHIND = "\"behind\":(\\d+)";
    private static final int READERS = 10;
    private static final int SENDERS = 2;
    private static final int BATCH = 500;
    private static final int SMALL_BATCH = 10;
    private static final int FASTEST = Integer.MAX_VALUE;
    private static final int ASKED = 30;
    private static final int WARM_UP = 5;

    private static final List<String> QUESTIONS = List.of(
            "limit=50",
            "limit=50&order=oldest",
            "limit=50&site=shop-7",
            "limit=50&site=rare",
            "limit=50&severity=high%2B",
            "limit=50&severity=critical",
            "limit=50&type=user/login",
            "limit=50&type=user/*&site=shop-3",
            "limit=50&type=rare/*",
            "limit=50&type=4000-4020",
            "limit=50&user=user-77",
            "limit=50&user=nobody",
            "limit=50&user=user-77&severity=high%2B&since=30d",
            "limit=50&title=User:Page-123",
            "limit=50&title=" + URLEncoder.encode("User:Page-1*", UTF_8),
            "limit=50&site=rare&severity=medium&type=post/*",
            "limit=1000",
            "limit=50&q=message+99999",
            "limit=50&q=nowhere");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final AgentProcess agent;
    private final Random random = new Random(20261122);

    private ReadingMeasurement(AgentProcess agent) {
        this.agent = agent;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
        int events = args.length > 2 ? Integer.parseInt(args[2]) : 1_000_000;
        int[] loads = args.length > 3
                ? Arrays.stream(args).skip(3).mapToInt(Integer::parseInt).toArray()
                : new int[] {1_000, 10_000, FASTEST};
        Path folder = Files.createTempDirectory("reading");
        Files.writeString(folder.resolve("config.yml"), """
                intake: { http: { listen: "127.0.0.1:0" } }
                queue: { max_size: 100GiB, dedupe: 1m }
                connections: { none: { connector: discard } }
                """);
        AgentProcess agent = AgentProcess.start(folder, "config.yml");
        try {
            var measurement = new ReadingMeasurement(agent);
            measurement.fill(events);
            measurement.questions();
            measurement.loads(rounds, seconds, loads);
        } finally {
            agent.kill();
            delete(folder);
        }
        System.exit(0);
    }

    private void fill(int events) throws Exception {
        long begun = System.nanoTime();
        for (int sent = 0; sent < events; sent += BATCH) {
            post(body(sent, BATCH));
        }
        double filled = (System.nanoTime() - begun) / 1e9;
        awaitIndexed();
        double indexed = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%,d events sent in %.1f s, indexed after %.1f s; bytes an event: queue %d, index %d%n%n",
                events,
                filled,
                indexed,
                number("\"queue\":.\"events\":\\d+,\"bytes\":(\\d+)") / events,
                number("\"behind\":\\d+,\"bytes\":(\\d+)") / events);
    }

    /** Each load begins with nothing left by the one before. */
    private void awaitIndexed() throws Exception {
        while (number(BEHIND) > 0) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private String body(int first, int events) {
        var body = new StringBuilder();
        for (int i = first; i < first + events; i++) {
            boolean rare = i % 20_011 == 0;
            String severity = List.of("informational", "low", "low", "medium", "medium", "high")
                    .get(random.nextInt(6));
            body.append("{\"timestamp\":").append(1_700_000_000_000L + i * 37L + random.nextInt(60_000));
            body.append(",\"site\":\"").append(rare ? "rare" : "shop-" + random.nextInt(20));
            body.append("\",\"severity\":\"").append(rare ? "critical" : severity);
            body.append("\",\"type\":\"")
                    .append(
                            rare
                                    ? "rare"
                                    : List.of("user", "post", "page", "4005").get(random.nextInt(4)));
            body.append("\",\"action\":\"")
                    .append(List.of("login", "logout", "edit", "delete").get(random.nextInt(4)));
            body.append("\",\"user\":\"user-").append(random.nextInt(5_000));
            body.append("\",\"message\":\"message ").append(i).append(" of what somebody did somewhere in the shop\"");
            body.append(",\"title\":\"")
                    .append(i % 3 == 0 ? "User:" : "")
                    .append("Page-")
                    .append(random.nextInt(50_000));
            body.append("\",\"ns\":2,\"ip\":\"192.0.2.")
                    .append(random.nextInt(250))
                    .append("\"}\n");
        }
        return body.toString();
    }

    private void post(String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(agent.address() + "/v1/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 202) {
            throw new IOException("answered " + status);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(agent.address() + path)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private long number(String pattern) throws Exception {
        Matcher found = Pattern.compile(pattern).matcher(get("/v1/status").body());
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    private void questions() throws Exception {
        System.out.println("| question | events | median, ms | 9 of 10 within, ms | longest, ms |");
        System.out.println("| --- | ---: | ---: | ---: | ---: |");
        for (String question : QUESTIONS) {
            List<Double> times = new ArrayList<>();
            long events = 0;
            int asked = question.contains("&q=") ? 3 : ASKED; // these take long
            for (int i = 0; i < asked + WARM_UP; i++) {
                long begun = System.nanoTime();
                HttpResponse<String> answer = get("/v1/logevents?format=ndjson&" + question);
                double millis = (System.nanoTime() - begun) / 1e6;
                events = answer.statusCode() == 200 ? answer.body().lines().count() : -answer.statusCode();
                if (i >= WARM_UP) {
                    times.add(millis);
                }
            }
            times.sort(Comparator.naturalOrder());
            System.out.printf(
                    Locale.ROOT,
                    "| `%s` | %d | %.1f | %.1f | %.1f |%n",
                    question,
                    events,
                    times.get(asked / 2),
                    times.get(asked * 9 / 10),
                    times.get(asked - 1));
        }
        System.out.println();
    }

    private void loads(int rounds, int seconds, int... loads) throws Exception {
        System.out.println(
                "| events/s wanted | alone | beside ten readers | part | least, most | agent's processor, µs an event alone"
                        + " | beside | p99 of a POST alone, ms | beside, ms | pages/s | 9 of 10 pages within, ms | not answered | behind at the end |");
        System.out.println(
                "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        new Load(FASTEST, 0, 5).run();
        for (int wanted : loads) {
            List<Load> alone = new ArrayList<>();
            List<Load> beside = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                boolean first = round % 2 == 0;
                (first ? alone : beside).add(new Load(wanted, first ? 0 : READERS, seconds).run());
                (first ? beside : alone).add(new Load(wanted, first ? READERS : 0, seconds).run());
            }
            List<Double> parts = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                parts.add(beside.get(round).rate() / alone.get(round).rate());
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %.2f | %.2f, %.2f | %.1f | %.1f | %.1f | %.1f | %,.0f | %.0f | %.0f | %,d |%n",
                    wanted == FASTEST ? "all that is taken" : String.format(Locale.ROOT, "%,d", wanted),
                    median(alone, Load::rate),
                    median(beside, Load::rate),
                    middle(parts),
                    Collections.min(parts),
                    Collections.max(parts),
                    median(alone, Load::processor),
                    median(beside, Load::processor),
                    median(alone, load -> part(load.posts, 0.99)),
                    median(beside, load -> part(load.posts, 0.99)),
                    median(beside, load -> (double) load.pages.size() / seconds),
                    median(beside, load -> part(load.pages, 0.9)),
                    median(beside, load -> load.refused.doubleValue()),
                    number(BEHIND));
        }
    }

    private static double median(List<Load> loads, ToDoubleFunction<Load> figure) {
        return middle(loads.stream().map(figure::applyAsDouble).toList());
    }

    private static double middle(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static double part(Collection<Double> figures, double part) {
        List<Double> sorted = figures.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (sorted.size() * part));
    }

    /** Events that are sent for a while, by themselves or beside readers who page through all that is there. */
    private final class Load {

        private final int wanted;
        private final int readers;
        private final int seconds;
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private Duration processor = Duration.ZERO;
        private final Queue<Double> posts = new ConcurrentLinkedQueue<>();
        private final Queue<Double> pages = new ConcurrentLinkedQueue<>();

        Load(int wanted, int readers, int seconds) {
            this.wanted = wanted;
            this.readers = readers;
            this.seconds = seconds;
        }

        double rate() {
            return (double) sent.get() / seconds;
        }

        /** That the agent took, in microseconds an event. */
        double processor() {
            return processor.toNanos() / 1e3 / sent.get();
        }

        Load run() throws Exception {
            awaitIndexed();
            Duration before = agent.processor();
            ExecutorService threads = Executors.newFixedThreadPool(SENDERS + READERS);
            List<Future<?>> running = new ArrayList<>();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            for (int i = 0; i < SENDERS; i++) {
                running.add(threads.submit(() -> {
                    send(end);
                    return null;
                }));
            }
            for (int i = 0; i < readers; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    page(number, end);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            threads.shutdown();
            awaitIndexed();
            processor = agent.processor().minus(before);
            return this;
        }

        /** A request that cannot be sent when it is due counts from then on. */
        private void send(long end) throws Exception {
            int batch = wanted == FASTEST ? BATCH : SMALL_BATCH;
            long between = wanted == FASTEST ? 0 : TimeUnit.SECONDS.toNanos(1) * SENDERS * batch / wanted;
            String body = body(0, batch);
            for (long due = System.nanoTime(); due < end && System.nanoTime() < end; due += between) {
                LockSupport.parkNanos(due - System.nanoTime());
                long begun = between == 0 ? System.nanoTime() : due;
                post(body);
                posts.add((System.nanoTime() - begun) / 1e6);
                sent.addAndGet(batch);
            }
        }

        private void page(int reader, long end) throws Exception {
            String question = "/v1/logevents?format=ndjson&limit=50" + (reader % 2 == 0 ? "" : "&site=shop-" + reader);
            String next = null;
            while (System.nanoTime() < end) {
                long begun = System.nanoTime();
                HttpResponse<String> answer = get(next == null ? question : question + "&cursor=" + next);
                if (answer.statusCode() == 200) {
                    next = answer.headers().firstValue("Mirrorlog-Next").orElse(null);
                    pages.add((System.nanoTime() - begun) / 1e6);
                } else {
                    refused.incrementAndGet();
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
