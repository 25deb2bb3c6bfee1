package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: however often the agent is killed, and at whatever moment, what was answered 202 is in each file once and in
 * order, also where it is rotated many times a second, and at a failing remote at least once, with no repetition that no
 * fault explains.
 *
 * <p>{@code mirrorlog.kills} and {@code mirrorlog.seed} make another run of it, {@code mirrorlog.agents} are killed at the
 * same time. {@code .ci/certificate} does that with agents that start quickly.
 */
class CrashTest {

    private static final int KILLS = Integer.getInteger("mirrorlog.kills", 20);
    private static final long SEED = Long.getLong("mirrorlog.seed", 20261121);
    private static final int AGENTS = Integer.getInteger("mirrorlog.agents", 1);

    /** In a folder of its own, so that what is looked at and what a failure leaves stays small. */
    private static final int KILLS_A_ROUND = 40;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void everyAcknowledgedEventIsMirroredThoughTheAgentIsKilledAtEveryMoment() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AGENTS);
        var tally = new CrashTally();
        try {
            List<Future<CrashTally>> rounds = new ArrayList<>();
            for (int done = 0; done < KILLS; done += KILLS_A_ROUND) {
                int kills = Math.min(KILLS_A_ROUND, KILLS - done);
                long seed = SEED + done;
                rounds.add(threads.submit(() -> round(seed, kills)));
            }
            for (Future<CrashTally> round : rounds) {
                tally.add(round.get());
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.println("seed " + SEED + ": " + tally);
        assertThat(tally.kills()).isEqualTo(KILLS);
        assertThat(tally.events()).as("events under load").isGreaterThan(KILLS * 100);
        assertThat(tally.rotated()).as("rotated files").isGreaterThan(3 * KILLS);
        assertThat(tally.moments()).as("moments").isGreaterThan(Math.min(KILLS, Moment.values().length) / 2);
    }

    private CrashTally round(long seed, int kills) throws Exception {
        Path own = Files.createDirectory(folder.resolve("seed-" + seed));
        try {
            CrashTally tally = new CrashRound(own, seed).run(kills);
            delete(own);
            return tally;
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ", " + kills + " kills", e);
        }
    }

    /** A thousand kills would leave more than a disk may hold. */
    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
