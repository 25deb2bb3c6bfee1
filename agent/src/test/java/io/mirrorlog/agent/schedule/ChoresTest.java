package io.mirrorlog.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.queue.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoresTest {

    /** Far from any real time of day at which a test may run: what runs here was missed. */
    private static final String NEW_YEAR = "0 0 0 1 1 ?";

    @TempDir
    private Path folder = Path.of("");

    private final FakeClock clock = new FakeClock(); // 2026-03-01T12:00
    private final AtomicInteger runs = new AtomicInteger();

    private Chores chores(String cron, ZoneId zone, Supplier<String> work) {
        return new Chores(
                List.of(new Chore("sweeping", cron, work)), zone, ChoreLog.open(folder.resolve("schedule.db")), clock);
    }

    private Chores chores() {
        return chores(NEW_YEAR, ZoneOffset.UTC, () -> "run " + runs.incrementAndGet());
    }

    private static ChoreStanding sweeping(Chores chores) {
        ChoreStanding standing = chores.standings().get("sweeping");
        assertThat(standing).isNotNull();
        return standing;
    }

    @Test
    void catchesUpOnceWhatWasMissedWhileTheAgentWasAway() {
        try (Chores first = chores()) {
            assertThat(sweeping(first).last()).isNull();
            assertThat(sweeping(first).next()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
        }
        clock.advance(Duration.ofDays(365));
        try (Chores second = chores()) {
            await().until(() -> sweeping(second).last() != null);
            assertThat(sweeping(second).last()).isEqualTo(new ChoreRun(clock.instant(), Duration.ZERO, false, "run 1"));
        }
        clock.advance(Duration.ofDays(1));
        try (Chores third = chores()) {
            assertThat(sweeping(third).last())
                    .isNotNull()
                    .extracting(ChoreRun::told)
                    .isEqualTo("run 1");
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void missesNothingBeforeItsTime() {
        try (Chores first = chores()) {
            assertThat(sweeping(first).last()).isNull();
        }
        clock.advance(Duration.ofDays(30));
        chores().close();
        assertThat(runs).hasValue(0);
    }

    @Test
    void keepsHowAFailureWentAndRunsAgain() {
        chores().close();
        clock.advance(Duration.ofDays(365));
        Supplier<String> failing = () -> {
            throw new IllegalStateException("no room");
        };
        try (Chores broken = chores(NEW_YEAR, ZoneOffset.UTC, failing)) {
            await().until(() -> sweeping(broken).last() != null);
        }
        try (Chores after = chores()) {
            assertThat(sweeping(after).last()).isEqualTo(new ChoreRun(clock.instant(), Duration.ZERO, true, "no room"));
        }
        clock.advance(Duration.ofDays(365));
        try (Chores well = chores()) {
            await().until(() -> runs.get() == 1);
            assertThat(sweeping(well).next()).isNotNull();
        }
    }

    @Test
    void readsItsTimesInTheZoneThatItIsGiven() {
        try (Chores chores = chores("0 15 3 * * ?", ZoneId.of("America/New_York"), () -> "")) {
            assertThat(sweeping(chores).next()).isEqualTo(Instant.parse("2026-03-02T08:15:00Z"));
        }
    }

    @Test
    void asksAChoreThatRunsToEnd() {
        chores().close();
        clock.advance(Duration.ofDays(365));
        var begun = new CountDownLatch(1);
        Chores endless = chores(NEW_YEAR, ZoneOffset.UTC, () -> {
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return "interrupted";
        });
        await().until(() -> begun.getCount() == 0);
        endless.close();
        assertThat(sweeping(endless).last())
                .isNotNull()
                .extracting(ChoreRun::told)
                .isEqualTo("interrupted");
    }

    @Test
    void namesACronExpressionThatIsNone() {
        assertThatThrownBy(() -> chores("0 15 3 * FOO ?", ZoneOffset.UTC, () -> ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the chores cannot be scheduled");
    }
}
