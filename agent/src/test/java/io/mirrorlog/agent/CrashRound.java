package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An agent under load in a folder of its own, which is killed so many times; then everything that was answered 202 is
 * looked for in each destination.
 */
final class CrashRound {

    private static final int SITES = 4;
    private static final int PADDING = 300;
    private static final int FAULTS_IN_TEN = 3;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Path folder;
    private final long seed;
    private final Random random;
    private final CrashTally tally = new CrashTally();

    /** Where the agent is since its last start. */
    private volatile String address = "";

    /** By {@link System#nanoTime}. */
    private long ready;

    CrashRound(Path folder, long seed) {
        this.folder = folder;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Kills it at all moments in turn. */
    CrashTally run(int kills) throws Exception {
        List<NumberingSite> sites = IntStream.range(0, SITES)
                .mapToObj(n -> new NumberingSite(n, seed + n, () -> address, PADDING))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(SITES);
        AgentProcess running = null;
        try (var destination = new FlakyDestination(seed, FAULTS_IN_TEN)) {
            configure(destination);
            Path mirror = Files.createDirectories(folder.resolve("mirror"));
            var signs = new KillSigns(folder.resolve("data"), mirror, destination, sites);
            running = start();
            List<Future<?>> senders = new ArrayList<>();
            sites.forEach(site -> senders.add(threads.submit(site)));
            for (Moment moment : moments(kills)) {
                awaitMore(sites, random.nextInt(800)); // by work done: a slow machine is killed as often
                if (moment == Moment.START) {
                    kill(running);
                    running = AgentProcess.launch(folder, "config.yml", PostingAgent.class);
                } else if (moment == Moment.RELOAD) {
                    configure(destination);
                    running.hangUp();
                }
                boolean met = signs.isMet(moment);
                pauseWithin(moment);
                assertThat(running.isAlive())
                        .as("the agent is killed by nobody else")
                        .isTrue();
                if (moment == Moment.START) {
                    running.kill();
                } else {
                    kill(running);
                }
                tally.killed(moment, met);
                running = start();
            }
            sites.forEach(NumberingSite::stop);
            for (Future<?> sender : senders) {
                sender.get();
            }
            check(sites, mirror, destination);
            assertThat(running.stop())
                    .as("exit code of the agent that is stopped at last")
                    .isNotEqualTo(-1);
        } finally {
            threads.shutdownNow();
            if (running != null) {
                running.kill();
            }
        }
        return tally;
    }

    private List<Moment> moments(int kills) {
        List<Moment> moments = new ArrayList<>();
        while (moments.size() < kills) {
            List<Moment> all = Arrays.asList(Moment.values());
            Collections.shuffle(all, random);
            moments.addAll(all);
        }
        return moments.subList(0, kills);
    }

    /** Chance decides how far the agent gets from the sign that was seen. */
    private void pauseWithin(Moment moment) throws InterruptedException {
        int most = switch (moment) {
            case ANY -> 200;
            case START -> 1_200;
            case RELOAD -> 60;
            default -> 3;
        };
        TimeUnit.MICROSECONDS.sleep(random.nextInt(most * 1_000));
    }

    private static void awaitMore(List<NumberingSite> sites, int events) {
        int before = NumberingSite.acknowledged(sites);
        await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> NumberingSite.acknowledged(sites) >= before + events);
    }

    /** One that was ready and under load. */
    private void kill(AgentProcess running) throws InterruptedException {
        running.kill();
        tally.worked(Duration.ofNanos(System.nanoTime() - ready));
    }

    private AgentProcess start() throws IOException {
        AgentProcess started =
                AgentProcess.launch(folder, "config.yml", PostingAgent.class).awaitReady();
        address = started.address();
        ready = System.nanoTime();
        return started;
    }

    /** Each time with other sizes of batches, so that a reload exchanges the connections. */
    private void configure(FlakyDestination destination) throws IOException {
        String yaml = """
                intake: { http: { listen: "127.0.0.1:0" } }
                queue: { max_size: 16MiB, retention: 2m, dedupe: 2m, min_free_disk: 0 }
                maintenance: { retention: "* * * * * ?", checkpoint: "* * * * * ?" }
                connections:
                  plain: { connector: file, path: ./mirror/activity.log }
                  rotated: { connector: file, path: ./mirror/rotated.log, rotate: { size: 16KiB, keep: 1000000 }, batch: { events: %d } }
                  by-site: { connector: file, path: "./mirror/sites/{site}.log", rotate: { size: 8KiB, keep: 1000000 } }
                  remote: { connector: posting, url: "%s", agent_events: true, retry: { first: 10ms, max: 100ms }, batch: { events: %d } }
                """.formatted(100 + random.nextInt(400), destination.url(), 50 + random.nextInt(200));
        Path written = Files.writeString(folder.resolve("config.new"), yaml);
        Files.move(written, folder.resolve("config.yml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void check(List<NumberingSite> sites, Path mirrors, FlakyDestination destination) throws Exception {
        var mirror = new MirroredFiles(mirrors);
        var mirrorOfSites = new MirroredFiles(mirrors.resolve("sites"));
        int sent = NumberingSite.acknowledged(sites);
        List<String> files = List.of("activity.log", "rotated.log");
        await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class) // rotated or compressed just now
                .until(() -> destination.count() >= sent
                        && mirror.lines(files.get(0)).size() >= sent
                        && mirror.lines(files.get(1)).size() >= sent
                        && bySite(sites, mirrorOfSites) >= sent);
        for (String file : files) {
            assertThat(mirror.numbersBySite(file)).as(file).isEqualTo(expected(sites));
        }
        for (NumberingSite site : sites) {
            Map<String, List<Integer>> own = mirrorOfSites.numbersBySite(site.name() + ".log");
            assertThat(own).as("the file of %s", site.name()).isEqualTo(expected(List.of(site)));
        }
        assertThat(destination.violations()).as("remote").isEmpty();
        assertThat(destination.numbersBySite()).as("remote").isEqualTo(expected(sites));
        tally.checked(sent, mirror, destination);
    }

    private static int bySite(List<NumberingSite> sites, MirroredFiles mirror) throws IOException {
        int lines = 0;
        for (NumberingSite site : sites) {
            lines += mirror.lines(site.name() + ".log").size();
        }
        return lines;
    }

    /** Every number that was answered, in order, and no other. */
    private static Map<String, List<Integer>> expected(List<NumberingSite> sites) {
        return sites.stream()
                .filter(site -> site.acknowledged() > 0)
                .collect(Collectors.toMap(
                        NumberingSite::name,
                        site -> IntStream.range(0, site.acknowledged()).boxed().toList()));
    }
}
