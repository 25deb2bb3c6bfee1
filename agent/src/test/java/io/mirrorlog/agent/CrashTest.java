package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise: what was answered 202 is in the file, once, in order, however often the agent is killed; also where the
 * file is rotated many times a second.
 */
class CrashTest {

    private static final int KILLS = Integer.getInteger("mirrorlog.kills", 20);
    private static final int SITES = 4;
    private static final List<String> FILES = List.of("activity.log", "rotated.log");

    @TempDir
    private Path folder;

    /** Where the agent is since its last start. */
    private volatile String address = "";

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 20261121)
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyAcknowledgedEventIsInTheFileOnceAndInOrderThoughTheAgentIsKilled(long seed) throws Exception {
        configure();
        var random = new Random(seed);
        AgentProcess running = start();
        List<Site> sites =
                IntStream.range(0, SITES).mapToObj(n -> new Site(n, seed + n)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(SITES);
        try {
            List<Future<?>> senders = new ArrayList<>();
            sites.forEach(site -> senders.add(threads.submit(site)));
            for (int kill = 0; kill < KILLS; kill++) {
                int acknowledged = acknowledged(sites);
                int more = random.nextInt(3_000); // by work done, not by time: a slow machine is killed as often
                await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged(sites) >= acknowledged + more);
                running.kill();
                running = start();
            }
            sites.forEach(site -> site.stopped = true);
            for (Future<?> sender : senders) {
                sender.get();
            }
            int sent = acknowledged(sites);
            for (String file : FILES) {
                await().atMost(Duration.ofMinutes(1))
                        .ignoreExceptionsInstanceOf(IOException.class) // rotated or compressed just now
                        .until(() -> lines(file).size() >= sent);
            }
        } finally {
            threads.shutdownNow();
            running.kill();
        }
        for (String file : FILES) {
            Map<String, List<Integer>> mirrored = numbersBySite(file);
            for (Site site : sites) {
                assertThat(mirrored.getOrDefault(site.name(), List.of()))
                        .as("%s in %s", site.name(), file)
                        .isEqualTo(IntStream.range(0, site.acknowledged).boxed().toList());
            }
        }
        assertThat(acknowledged(sites)).as("events under load").isGreaterThan(KILLS);
        assertThat(rotated("rotated.log")).as("files").hasSizeGreaterThan(acknowledged(sites) / 400);
    }

    private AgentProcess start() throws IOException {
        AgentProcess started = AgentProcess.start(folder, "config.yml");
        address = started.address();
        return started;
    }

    private void configure() throws IOException {
        Files.writeString(folder.resolve("config.yml"), """
                intake: { http: { listen: "127.0.0.1:0" } }
                connections:
                  file: { connector: file, path: ./mirror/activity.log }
                  rotated: { connector: file, path: ./mirror/rotated.log, rotate: { size: 16KiB, keep: 1000000 } }
                """);
    }

    private static int acknowledged(List<Site> sites) {
        return sites.stream().mapToInt(site -> site.acknowledged).sum();
    }

    /** Every line reads back: none is torn. */
    private Map<String, List<Integer>> numbersBySite(String file) throws Exception {
        Map<String, List<Integer>> numbers = new HashMap<>();
        for (String line : lines(file)) {
            Event event = MirroredLine.parse(line).event();
            numbers.computeIfAbsent(event.site(), first -> new ArrayList<>()).add(Integer.parseInt(event.message()));
        }
        return numbers;
    }

    /** Those of rotated files first; the last file is looked at last, so that no line is seen in two. */
    private List<String> lines(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : rotated(name)) {
            try (var bytes = Files.newInputStream(file);
                    var content = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
                new String(content.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(lines::add);
            }
        }
        Path file = folder.resolve("mirror").resolve(name);
        lines.addAll(Files.exists(file) ? Files.readAllLines(file) : List.of());
        return lines;
    }

    /** In the order of their names; of one that was being compressed, the plain file. */
    private Collection<Path> rotated(String name) throws IOException {
        var form = Pattern.compile(Pattern.quote(name) + "\\.(\\d{8}-\\d{6})(?:-(\\d+))?(\\.gz)?");
        var files = new TreeMap<String, Path>();
        try (var all = Files.newDirectoryStream(folder.resolve("mirror"))) {
            for (Path file : all) {
                Matcher parts = form.matcher(String.valueOf(file.getFileName()));
                if (parts.matches()) {
                    int number = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
                    String place = String.format(Locale.ROOT, "%s-%09d", parts.group(1), number);
                    files.merge(place, file, (one, other) -> parts.group(3) == null ? file : one);
                }
            }
        }
        return files.values();
    }

    /** Sends numbered events, and those that were not answered again, until they are. */
    private final class Site implements Runnable {

        private final int number;
        private final Random random;
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private volatile int acknowledged;
        private volatile boolean stopped;

        Site(int number, long seed) {
            this.number = number;
            this.random = new Random(seed);
        }

        String name() {
            return "site-" + number;
        }

        @Override
        public void run() {
            int next = 0;
            while (!stopped) {
                int end = next + 1 + random.nextInt(50);
                String events = IntStream.range(next, end)
                        .mapToObj(n -> "{\"site\":\"" + name() + "\",\"id\":" + n + ",\"message\":\"" + n + "\"}")
                        .collect(Collectors.joining(",", "[", "]"));
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> isTaken(events));
                acknowledged = end;
                next = end;
            }
        }

        private boolean isTaken(String events) throws InterruptedException {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/events"))
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofString(events))
                        .build();
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                return true;
            } catch (IOException e) {
                return false; // killed: nobody knows whether it was stored, so it is sent again
            }
        }
    }
}
