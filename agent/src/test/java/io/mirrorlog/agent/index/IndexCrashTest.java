package io.mirrorlog.agent.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However often the filling is killed, the index finds what is retained, and goes on where it was. */
class IndexCrashTest {

    private static final int KILLS = Math.max(3, Integer.getInteger("mirrorlog.kills", 0) / 5);
    private static final long SEED = Long.getLong("mirrorlog.seed", 20261122);

    /** How long a step takes, about: where in the next one the kill comes is chance. */
    private static final int STEP_MICROS = 8_000;

    @TempDir
    Path folder;

    @Test
    void findsTheSameHoweverOftenItsFillingIsKilled() throws Exception {
        var random = new Random(SEED);
        Path file = folder.resolve("index.db");
        long reached = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            killedWithin(file, 1 + random.nextInt(3), random.nextInt(STEP_MICROS));

            RetainedEvents retained = IndexingProcess.events(SEED);
            try (SqliteIndex index = IndexingProcess.index(copied("kill-" + kill), retained)) {
                int unused = index.step();
                assertThat(index.standing().position()).as("goes on").isGreaterThan(reached);
                reached = index.standing().position();
                retained.removeBelow(random.nextInt(2_000));
                assertFindsAll(index, retained, new LogSamples(SEED + kill));
            }
        }
    }

    /** As it was left: the next process goes on with it, while all of the copy is filled by those who look. */
    private Path copied(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        for (String file : List.of("index.db", "index.db-wal")) {
            if (Files.exists(folder.resolve(file))) {
                Files.copy(folder.resolve(file), copy.resolve(file));
            }
        }
        return copy.resolve("index.db");
    }

    private static void assertFindsAll(SqliteIndex index, RetainedEvents retained, LogSamples samples) {
        for (int i = 0; i < 10; i++) {
            LogQuery query = samples.query();
            LogOrder order = samples.order();
            assertThat(index.find(query, order, order.start(), 100).events())
                    .as("seed %s: %s %s", SEED, query, order)
                    .isEqualTo(retained.sorted(query, order).stream().limit(100).toList());
        }
    }

    private static void killedWithin(Path file, int steps, int micros) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("mirrorlog.agent.classpath", System.getProperty("java.class.path")),
                        IndexingProcess.class.getName(),
                        file.toString(),
                        Long.toString(SEED)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (int i = 0; i <= steps; i++) {
                assertThat(out.readLine()).as("it says what it does").isNotNull();
            }
            long end = System.nanoTime() + micros * 1_000L;
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait(); // the moment itself is the test
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
