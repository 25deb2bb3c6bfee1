package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
        var mirror = new MirroredFiles(folder.resolve("mirror"));
        var random = new Random(seed);
        AgentProcess running = start();
        List<NumberingSite> sites = IntStream.range(0, SITES)
                .mapToObj(n -> new NumberingSite(n, seed + n, () -> address))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(SITES);
        try {
            List<Future<?>> senders = new ArrayList<>();
            sites.forEach(site -> senders.add(threads.submit(site)));
            for (int kill = 0; kill < KILLS; kill++) {
                int acknowledged = NumberingSite.acknowledged(sites);
                int more = random.nextInt(3_000); // by work done, not by time: a slow machine is killed as often
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> NumberingSite.acknowledged(sites) >= acknowledged + more);
                running.kill();
                running = start();
            }
            sites.forEach(NumberingSite::stop);
            for (Future<?> sender : senders) {
                sender.get();
            }
            int sent = NumberingSite.acknowledged(sites);
            for (String file : FILES) {
                await().atMost(Duration.ofMinutes(1))
                        .ignoreExceptionsInstanceOf(IOException.class) // rotated or compressed just now
                        .until(() -> mirror.lines(file).size() >= sent);
            }
        } finally {
            threads.shutdownNow();
            running.kill();
        }
        for (String file : FILES) {
            Map<String, List<Integer>> mirrored = mirror.numbersBySite(file);
            for (NumberingSite site : sites) {
                assertThat(mirrored.getOrDefault(site.name(), List.of()))
                        .as("%s in %s", site.name(), file)
                        .isEqualTo(
                                IntStream.range(0, site.acknowledged()).boxed().toList());
            }
        }
        assertThat(NumberingSite.acknowledged(sites)).as("events under load").isGreaterThan(KILLS);
        assertThat(mirror.rotated("rotated.log"))
                .as("files")
                .hasSizeGreaterThan(NumberingSite.acknowledged(sites) / 400);
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
}
