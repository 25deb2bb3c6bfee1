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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what reading costs: how long common questions take over a million events, and what ten readers who page through
 * them leave of the rate at which events are taken, turn by turn with and without them.
 *
 * <p>{@code bench/reading [ROUNDS [SECONDS [EVENTS]]]} runs it and prints tables.
 */
public final class ReadingMeasurement {

    private static final String BEHIND = "\"behind\":(\\d+)";
    private static final int READERS = 10;
    private static final int SENDERS = 2;
    private static final int BATCH = 500;
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
            measurement.rounds(rounds, seconds);
        } finally {
            agent.kill();
            delete(folder);
        }
        System.exit(0);
    }

    private void fill(int events) throws Exception {
        long begun = System.nanoTime();
        for (int sent = 0; sent < events; sent += BATCH) {
            post(body(sent));
        }
        double filled = (System.nanoTime() - begun) / 1e9;
        while (number(BEHIND) > 0) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
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

    private String body(int first) {
        var body = new StringBuilder();
        for (int i = first; i < first + BATCH; i++) {
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

    private void rounds(int rounds, int seconds) throws Exception {
        System.out.println("| round | events/s alone | beside ten readers | part | pages/s | behind at the end |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
        List<Double> parts = new ArrayList<>();
        load(5, 0, new AtomicLong());
        for (int round = 0; round < rounds; round++) {
            var pages = new AtomicLong();
            double alone;
            double beside;
            if (round % 2 == 0) {
                alone = load(seconds, 0, pages);
                beside = load(seconds, READERS, pages);
            } else {
                beside = load(seconds, READERS, pages);
                alone = load(seconds, 0, pages);
            }
            parts.add(beside / alone);
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %,.0f | %,.0f | %.2f | %.0f | %,d |%n",
                    round + 1,
                    alone,
                    beside,
                    beside / alone,
                    (double) pages.get() / seconds,
                    number(BEHIND));
        }
        parts.sort(Comparator.naturalOrder());
        System.out.printf(Locale.ROOT, "%npart: median %.2f, least %.2f%n", parts.get(parts.size() / 2), parts.get(0));
    }

    /** Events a second while so many readers page through all that is there, each as fast as it is answered. */
    private double load(int seconds, int readers, AtomicLong pages) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS + READERS);
        List<Future<?>> running = new ArrayList<>();
        var sent = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        String body = body(0);
        for (int i = 0; i < SENDERS; i++) {
            running.add(threads.submit(() -> {
                while (System.nanoTime() < end) {
                    post(body);
                    sent.addAndGet(BATCH);
                }
                return null;
            }));
        }
        for (int i = 0; i < readers; i++) {
            int number = i;
            running.add(threads.submit(() -> {
                page(number, end, pages);
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        return (double) sent.get() / seconds;
    }

    private void page(int reader, long end, AtomicLong pages) throws Exception {
        String question = "/v1/logevents?format=ndjson&limit=50" + (reader % 2 == 0 ? "" : "&site=shop-" + reader);
        String next = null;
        while (System.nanoTime() < end) {
            HttpResponse<String> answer = get(next == null ? question : question + "&cursor=" + next);
            if (answer.statusCode() == 200) {
                next = answer.headers().firstValue("Mirrorlog-Next").orElse(null);
                pages.incrementAndGet();
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
