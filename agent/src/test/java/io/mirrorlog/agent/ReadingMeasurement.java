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
    private static final int WARM_UP_TURNS = 3;

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
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 12;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 8;
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
            post(body(sent, BATCH, true));
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

    /** @param timed false for events of the moment at which they arrive */
    private String body(int first, int events, boolean timed) {
        var body = new StringBuilder();
        for (int i = first; i < first + events; i++) {
            boolean rare = i % 20_011 == 0;
            String severity = List.of("informational", "low", "low", "medium", "medium", "high")
                    .get(random.nextInt(6));
            body.append('{');
            if (timed) {
                body.append("\"timestamp\":")
                        .append(1_700_000_000_000L + i * 37L + random.nextInt(60_000))
                        .append(',');
            }
            body.append("\"site\":\"").append(rare ? "rare" : "shop-" + random.nextInt(20));
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
                        + " | beside | p99 of a POST alone, ms | beside, ms | pages/s | 9 of 10 pages within, ms | not answered"
                        + " | behind alone | beside |");
        System.out.println(
                "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (int wanted : loads) {
            List<Turn> alone = new ArrayList<>();
            List<Turn> beside = new ArrayList<>();
            awaitIndexed();
            var senders = new Senders(wanted);
            senders.turn(0, WARM_UP_TURNS * seconds);
            for (int round = 0; round < rounds; round++) {
                boolean first = round % 2 == 0;
                (first ? alone : beside).add(senders.turn(first ? 0 : READERS, seconds));
                (first ? beside : alone).add(senders.turn(first ? READERS : 0, seconds));
            }
            senders.end();
            List<Double> parts = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                parts.add(beside.get(round).rate() / alone.get(round).rate());
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %.2f | %.2f, %.2f | %.1f | %.1f | %.1f | %.1f | %,.0f | %.0f | %.0f | %,.0f | %,.0f |%n",
                    wanted == FASTEST ? "all that is taken" : String.format(Locale.ROOT, "%,d", wanted),
                    median(alone, Turn::rate),
                    median(beside, Turn::rate),
                    middle(parts),
                    Collections.min(parts),
                    Collections.max(parts),
                    median(alone, Turn::processor),
                    median(beside, Turn::processor),
                    median(alone, turn -> part(turn.posts, 0.99)),
                    median(beside, turn -> part(turn.posts, 0.99)),
                    median(beside, turn -> turn.pages.size() / turn.seconds),
                    median(beside, turn -> part(turn.pages, 0.9)),
                    median(beside, turn -> turn.refused.doubleValue()),
                    median(alone, turn -> (double) turn.behind),
                    median(beside, turn -> (double) turn.behind));
        }
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return middle(turns.stream().map(figure::applyAsDouble).toList());
    }

    private static double middle(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static double part(Collection<Double> figures, double part) {
        List<Double> sorted = figures.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (sorted.size() * part));
    }

    /** What happened while events were sent for a while, by themselves or beside readers who page through all that is there. */
    private static final class Turn {

        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final Queue<Double> posts = new ConcurrentLinkedQueue<>();
        private final Queue<Double> pages = new ConcurrentLinkedQueue<>();
        private Duration processor = Duration.ZERO;
        private double seconds;
        private long behind;

        double rate() {
            return sent.get() / seconds;
        }

        /** That the agent took, in microseconds an event. */
        double processor() {
            return processor.toNanos() / 1e3 / sent.get();
        }
    }

    /** Send without a pause between the turns, so that each begins with what the one before has left to be done. */
    private final class Senders {

        private final int wanted;
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final List<Future<?>> sending = new ArrayList<>();
        private volatile Turn turn = new Turn();
        private volatile boolean ended;

        Senders(int wanted) {
            this.wanted = wanted;
            for (int i = 0; i < SENDERS; i++) {
                sending.add(threads.submit(() -> {
                    send();
                    return null;
                }));
            }
        }

        /** Ends when the last reader has his last page. */
        Turn turn(int readers, int seconds) throws Exception {
            var present = new Turn();
            turn = present;
            Duration before = agent.processor();
            long begun = System.nanoTime();
            long end = begun + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                int number = i;
                reading.add(threads.submit(() -> {
                    page(present, number, end);
                    return null;
                }));
            }
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
            for (Future<?> each : reading) {
                each.get();
            }
            turn = new Turn();
            present.seconds = (System.nanoTime() - begun) / 1e9;
            present.processor = agent.processor().minus(before);
            present.behind = number(BEHIND);
            return present;
        }

        /** A request that cannot be sent when it is due counts from then on. */
        private void send() throws Exception {
            int batch = wanted == FASTEST ? BATCH : SMALL_BATCH;
            long between = wanted == FASTEST ? 0 : TimeUnit.SECONDS.toNanos(1) * SENDERS * batch / wanted;
            String body = body(0, batch, false);
            for (long due = System.nanoTime(); !ended; due += between) {
                LockSupport.parkNanos(due - System.nanoTime());
                long begun = between == 0 ? System.nanoTime() : due;
                post(body);
                Turn present = turn;
                present.posts.add((System.nanoTime() - begun) / 1e6);
                present.sent.addAndGet(batch);
            }
        }

        private void page(Turn present, int reader, long end) throws Exception {
            String question = "/v1/logevents?format=ndjson&limit=50" + (reader % 2 == 0 ? "" : "&site=shop-" + reader);
            String next = null;
            while (System.nanoTime() < end) {
                long begun = System.nanoTime();
                HttpResponse<String> answer = get(next == null ? question : question + "&cursor=" + next);
                if (answer.statusCode() == 200) {
                    next = answer.headers().firstValue("Mirrorlog-Next").orElse(null);
                    present.pages.add((System.nanoTime() - begun) / 1e6);
                } else {
                    present.refused.incrementAndGet();
                }
            }
        }

        void end() throws Exception {
            ended = true;
            for (Future<?> each : sending) {
                each.get();
            }
            threads.shutdown();
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
