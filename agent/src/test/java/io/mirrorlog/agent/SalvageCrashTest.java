package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.format.MirroredLine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise for a damaged store: what can be read of it is mirrored once and in order, however often the agent is killed
 * while it sets the store aside and carries the events over.
 */
class SalvageCrashTest {

    private static final int KILLS = Math.max(1, Integer.getInteger("mirrorlog.kills", 20) / 5);
    private static final long SEED = Long.getLong("mirrorlog.seed", 20261123);
    private static final int EVENTS = 30_000;
    private static final int PAGE = 8192;
    private static final int BROKEN_PAGES = 12;

    /** From the first commit of an agent's life on. */
    private static final int LONGEST_MICROS = 60_000;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void carriesOverAllThatCanBeReadHoweverOftenItIsKilled() throws Exception {
        var random = new Random(SEED);
        Path undisturbed = Files.createDirectories(folder.resolve("undisturbed"));
        fill(undisturbed);
        damage(undisturbed.resolve("data/queue.db"), random);
        Path killed = folder.resolve("killed");
        copy(undisturbed, killed);

        List<Integer> readable = mirrored(undisturbed);
        assertThat(readable).hasSizeBetween(EVENTS / 2, EVENTS - 1).isSorted().doesNotHaveDuplicates();

        int within = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Object before = lastCommit(killed);
            AgentProcess agent = AgentProcess.launch(killed, "config.yml", Main.class);
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> isSetAside(killed) && !lastCommit(killed).equals(before));
            TimeUnit.MICROSECONDS.sleep(random.nextInt(LONGEST_MICROS)); // how far it gets is chance
            agent.kill();
            within += isCarriedOver(killed) ? 0 : 1;
        }
        System.out.println("seed " + SEED + ": " + KILLS + " kills, " + within + " before all was carried over");
        assertThat(within).as("kills in the midst").isPositive();
        assertThat(mirrored(killed)).isEqualTo(readable);
    }

    /** So many events wait, since a folder stands where the mirror should be. */
    private static void fill(Path place) throws Exception {
        Files.writeString(place.resolve("config.yml"), """
                intake: { http: { listen: "127.0.0.1:0" } }
                connections:
                  kept: { connector: file, path: ./mirror/activity.log, agent_events: false, retry: { first: 10ms, max: 50ms } }
                """);
        AgentProcess agent = AgentProcess.start(place, "config.yml");
        try {
            Files.createDirectories(mirror(place));
            String padding = "x".repeat(400);
            for (int first = 0; first < EVENTS; first += 1_000) {
                String events = IntStream.range(first, first + 1_000)
                        .mapToObj(n -> "{\"site\":\"shop\",\"message\":\"" + n + "\",\"padding\":\"" + padding + "\"}")
                        .collect(Collectors.joining(",", "[", "]"));
                HttpRequest request = HttpRequest.newBuilder(URI.create(agent.address() + "/v1/events"))
                        .POST(HttpRequest.BodyPublishers.ofString(events))
                        .build();
                HttpResponse<String> answer =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            }
            assertThat(agent.stop()).isZero();
        } finally {
            agent.kill();
        }
        Files.delete(mirror(place));
    }

    private static Path mirror(Path place) {
        return place.resolve("mirror/activity.log");
    }

    private static void damage(Path store, Random random) throws IOException {
        byte[] garbage = new byte[PAGE];
        try (FileChannel file = FileChannel.open(store, StandardOpenOption.WRITE)) {
            int pages = (int) (file.size() / PAGE);
            for (int i = 0; i < BROKEN_PAGES; i++) {
                random.nextBytes(garbage);
                int page = pages / 10 + random.nextInt(pages - pages / 10);
                file.write(ByteBuffer.wrap(garbage), (long) page * PAGE);
            }
        }
    }

    private static boolean isSetAside(Path place) throws IOException {
        return names(place.resolve("data")).stream().anyMatch(name -> name.startsWith("queue.db.damaged-"));
    }

    private static boolean isCarriedOver(Path place) throws IOException {
        return names(place.resolve("data")).stream().anyMatch(name -> name.startsWith("salvage-"));
    }

    /** When the log of the present store was written last; something else where there is none. */
    private static Object lastCommit(Path place) throws IOException {
        Path log = place.resolve("data/queue.db-wal");
        return Files.exists(log) ? Files.getLastModifiedTime(log) : "none";
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    /** Lets an agent carry over and deliver all that is left; the numbers in its mirror. */
    private static List<Integer> mirrored(Path place) throws Exception {
        AgentProcess agent = AgentProcess.start(place, "config.yml");
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> isCarriedOver(place));
            await().atMost(Duration.ofMinutes(2)).until(() -> isLive(agent));
            assertThat(agent.stop()).isZero();
        } finally {
            agent.kill();
        }
        List<Integer> numbers = new ArrayList<>();
        for (String line : new MirroredFiles(place.resolve("mirror")).lines("activity.log")) {
            numbers.add(Integer.parseInt(MirroredLine.parse(line).event().message()));
        }
        return numbers;
    }

    private static boolean isLive(AgentProcess agent) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(agent.address() + "/v1/status"))
                .build();
        String status = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return status.contains("\"waiting\":0") && status.contains("\"state\":\"live\"");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
