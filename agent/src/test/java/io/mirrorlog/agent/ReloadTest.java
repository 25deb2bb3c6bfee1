package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise while connections are added, removed and changed under load, and the agent is killed meanwhile: what was
 * answered 202 is in the file of the unchanged connection once and in order, and in the files of each other one once.
 */
class ReloadTest {

    private static final int KILLS = Integer.getInteger("mirrorlog.kills", 20) / 4;
    private static final int RELOADS_EACH = 6;
    private static final int SITES = 4;
    private static final List<String> MOVING = List.of("moving-0.log", "moving-1.log", "moving-2.log");

    @TempDir
    private Path folder;

    private volatile String address = "";

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 20261122)
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyAcknowledgedEventIsMirroredOnceThoughConnectionsChangeAndTheAgentIsKilled(long seed) throws Exception {
        var random = new Random(seed);
        configure(random, true);
        AgentProcess running = start();
        List<NumberingSite> sites = IntStream.range(0, SITES)
                .mapToObj(n -> new NumberingSite(n, seed + n, () -> address))
                .toList();
        var mirror = new MirroredFiles(folder.resolve("mirror"));
        ExecutorService threads = Executors.newFixedThreadPool(SITES);
        try {
            List<Future<?>> senders = new ArrayList<>();
            sites.forEach(site -> senders.add(threads.submit(site)));
            int awaited = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                for (int reload = 0; reload < RELOADS_EACH; reload++) {
                    awaitMore(sites, random.nextInt(500));
                    configure(random, random.nextBoolean());
                    int before = reloads();
                    running.hangUp();
                    if (random.nextBoolean()) { // else the next change, or the end, comes upon this one
                        await().until(() -> reloads() > before);
                        awaited++;
                    }
                }
                awaitMore(sites, random.nextInt(20));
                running.kill();
                running = start();
            }
            configure(random, true);
            running.hangUp();
            sites.forEach(NumberingSite::stop);
            for (Future<?> sender : senders) {
                sender.get();
            }
            int sent = NumberingSite.acknowledged(sites);
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptionsInstanceOf(IOException.class) // rotated or compressed just now
                    .until(() -> mirror.lines("kept.log").size() >= sent
                            && mirror.lines("formed.log").size() >= sent
                            && mirror.lines("coming.log").size() >= sent
                            && moved(mirror) >= sent);
            assertThat(running.stop()).isZero();
            assertThat(awaited).isGreaterThan(KILLS);
        } finally {
            threads.shutdownNow();
            running.kill();
        }
        for (NumberingSite site : sites) {
            List<Integer> all = IntStream.range(0, site.acknowledged()).boxed().toList();
            for (String file : List.of("kept.log", "formed.log", "coming.log")) {
                assertThat(numbers(mirror, file, site))
                        .as("%s in %s", site.name(), file)
                        .isEqualTo(all);
            }
            List<Integer> moved = new ArrayList<>();
            for (String file : MOVING) {
                assertThat(numbers(mirror, file, site))
                        .as("%s in %s", site.name(), file)
                        .isSorted();
                moved.addAll(numbers(mirror, file, site));
            }
            assertThat(moved).as("%s, moving", site.name()).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    /** How often the configuration was read again, over all starts. */
    private int reloads() throws IOException {
        return (int) Files.readAllLines(folder.resolve("agent.err")).stream()
                .filter(line -> line.contains("The configuration was read again"))
                .count();
    }

    private static void awaitMore(List<NumberingSite> sites, int events) {
        int before = NumberingSite.acknowledged(sites);
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> NumberingSite.acknowledged(sites) >= before + events);
    }

    private static List<Integer> numbers(MirroredFiles mirror, String file, NumberingSite site) throws Exception {
        return mirror.numbersBySite(file).getOrDefault(site.name(), List.of());
    }

    private static int moved(MirroredFiles mirror) throws IOException {
        int lines = 0;
        for (String file : MOVING) {
            lines += mirror.lines(file).size();
        }
        return lines;
    }

    private AgentProcess start() throws IOException {
        AgentProcess started = AgentProcess.start(folder, "config.yml");
        address = started.address();
        return started;
    }

    /** One connection stays as it is, one comes and goes, one changes its path and its rotation, one its form. */
    private void configure(Random random, boolean coming) throws IOException {
        List<String> rotations =
                List.of("", ", rotate: { size: 16KiB, keep: 1000000 }", ", rotate: { size: 64KiB, keep: 1000000 }");
        Map<String, String> chosen = new HashMap<>();
        chosen.put("PATH", MOVING.get(random.nextInt(MOVING.size())));
        chosen.put("ROTATION", rotations.get(random.nextInt(rotations.size())));
        chosen.put("FORMAT", random.nextBoolean() ? "line" : "monolog");
        String yaml = """
                intake: { http: { listen: "127.0.0.1:0" } }
                connections:
                  kept: { connector: file, path: ./mirror/kept.log }
                  moving: { connector: file, path: ./mirror/PATHROTATION }
                  formed: { connector: file, path: ./mirror/formed.log, format: FORMAT }
                """;
        for (Map.Entry<String, String> choice : chosen.entrySet()) {
            yaml = yaml.replace(choice.getKey(), choice.getValue());
        }
        if (coming) {
            yaml += "  coming: { connector: file, path: ./mirror/coming.log, start: earliest }\n";
        }
        Path written = Files.writeString(folder.resolve("config.new"), yaml);
        Files.move(written, folder.resolve("config.yml"), StandardCopyOption.ATOMIC_MOVE);
    }
}
