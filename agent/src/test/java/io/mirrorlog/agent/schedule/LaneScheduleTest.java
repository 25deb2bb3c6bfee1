package io.mirrorlog.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.delivery.RetryPolicy;
import io.mirrorlog.agent.delivery.ScriptedConnector;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneScheduleTest {

    private static final RetryPolicy RETRIES = new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5));

    @TempDir
    private Path folder;

    private final ShiftedClock clock = new ShiftedClock();
    private final MemoryQueue queue = new MemoryQueue(clock);

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now(), "b", new Start.Now()));
    }

    @Test
    void deliversWhatIsAppendedWhileItRuns() {
        try (LaneSchedule schedule = schedule("schedule.db", new ScriptedConnector())) {
            queue.onAppended(schedule::wakeAll);
            schedule.start();
            queue.append(QueueSamples.arrivals(1, 10)).join();
            await().until(() -> delivered("a") == 10);
        }
    }

    @Test
    void deliversAfterARestWhenItsTimeHasCome() {
        var connector = new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMinutes(2)));
        queue.append(QueueSamples.arrivals(1, 1)).join();
        try (LaneSchedule schedule = schedule("schedule.db", connector)) {
            schedule.start();
            await().until(() -> schedule.nextTry("a") != null);
            assertThat(schedule.nextTry("a")).isAfter(clock.instant().plus(Duration.ofMinutes(1)));
            clock.advance(Duration.ofMinutes(2));
            await().until(() -> delivered("a") == 1);
        }
    }

    @Test
    void keepsARestAcrossARestartAndACrash() throws Exception {
        var connector = new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMinutes(2)));
        queue.append(QueueSamples.arrivals(1, 1)).join();
        try (LaneSchedule schedule = schedule("schedule.db", connector)) {
            schedule.start();
            await().until(() -> schedule.nextTry("a") != null && stored(schedule));
            for (String file : List.of("schedule.db", "schedule.db-wal")) { // as a crash would leave them
                Files.copy(
                        folder.resolve(file), folder.resolve("crashed-" + file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        clock.advance(Duration.ofMinutes(1));
        try (LaneSchedule again = schedule("crashed-schedule.db", connector)) {
            again.start();
            assertThat(again.nextTry("a")).isNotNull();
            clock.advance(Duration.ofMinutes(1));
            await().until(() -> delivered("a") == 1);
        }
        assertThat(connector.offered()).hasSize(2);
    }

    @Test
    void doesNotKeepTheRestOfAConnectionThatWasMendedBeforeTheRestart() {
        var connector = new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMinutes(2)));
        queue.append(QueueSamples.arrivals(1, 1)).join();
        try (LaneSchedule schedule = schedule("schedule.db", connector)) {
            schedule.start();
            await().until(() -> schedule.nextTry("a") != null && stored(schedule));
            schedule.rouse("a");
            await().until(() -> delivered("a") == 1);
            assertThat(schedule.storedAlarm("a")).isAfter(clock.instant());
        }
        queue.append(QueueSamples.arrivals(2, 2)).join();
        try (LaneSchedule again = schedule("schedule.db", connector)) {
            again.start();
            await().until(() -> delivered("a") == 2);
        }
    }

    @Test
    void stopsInSecondsWhateverAConnectorDoes() {
        Connector hanging = entries -> {
            new CountDownLatch(1).await();
            return Outcome.DELIVERED;
        };
        queue.append(QueueSamples.arrivals(1, 1)).join();
        long begun = System.nanoTime();
        try (LaneSchedule schedule = schedule("schedule.db", hanging)) {
            schedule.start();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
        assertThat(delivered("a")).isZero();
        assertThat(queue.standing("a").trouble()).isNull();
    }

    @Test
    void deliversToOneConnectionWhileAnotherHangs() {
        Connector hanging = entries -> {
            new CountDownLatch(1).await();
            return Outcome.DELIVERED;
        };
        var sound = new ScriptedConnector();
        var lanes =
                List.of(Lanes.lane("a", queue, hanging, RETRIES, clock), Lanes.lane("b", queue, sound, RETRIES, clock));
        try (LaneSchedule schedule = new LaneSchedule(folder.resolve("schedule.db"), lanes, clock)) {
            queue.onAppended(schedule::wakeAll);
            schedule.start();
            queue.append(QueueSamples.arrivals(1, 10)).join();
            await().until(() -> delivered("b") == 10);
            queue.append(QueueSamples.arrivals(11, 20)).join();
            await().until(() -> delivered("b") == 20);
            assertThat(delivered("a")).isZero();
        }
    }

    @Test
    void runsALaneThatIsAddedLaterAlsoInThePlaceOfOneThatRests() throws Exception {
        var down = new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMinutes(2)));
        queue.append(QueueSamples.arrivals(1, 1)).join();
        try (LaneSchedule schedule = schedule("schedule.db", down)) {
            queue.onAppended(schedule::wakeAll);
            schedule.start();
            await().until(() -> schedule.nextTry("a") != null);
            assertThatThrownBy(() -> schedule.add(Lanes.lane("a", queue, down, RETRIES, clock)))
                    .hasMessage("a has a lane already");
            assertThat(schedule.remove(List.of("a"), Duration.ZERO)).containsExactly("a");
            schedule.add(Lanes.lane("a", queue, new ScriptedConnector(), RETRIES, clock));
            schedule.add(Lanes.lane("b", queue, new ScriptedConnector(), RETRIES, clock));
            await().until(() -> delivered("a") == 1 && delivered("b") == 1);
            queue.append(QueueSamples.arrivals(2, 2)).join();
            await().until(() -> delivered("a") == 2 && delivered("b") == 2);
        }
        assertThat(down.offered()).hasSize(1);
    }

    @Test
    void removesALaneWhenItsDeliveryIsSettled() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        Connector slow = entries -> {
            begun.countDown();
            mayEnd.await();
            return Outcome.DELIVERED;
        };
        queue.append(QueueSamples.arrivals(1, 1)).join();
        try (LaneSchedule schedule = schedule("schedule.db", slow)) {
            schedule.start();
            begun.await();
            var removed = new FutureTask<>(() -> schedule.remove(List.of("a"), Duration.ofMinutes(1)));
            var removing = new Thread(removed);
            removing.start();
            await().until(() -> removing.getState() == Thread.State.TIMED_WAITING);
            queue.append(QueueSamples.arrivals(2, 2)).join();
            mayEnd.countDown();
            assertThat(removed.get()).containsExactly("a");
            assertThat(delivered("a")).isEqualTo(1);
        }
    }

    @Test
    void interruptsADeliveryThatDoesNotEndAndKeepsALaneThatDoesNotHeedIt() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        Connector stubborn = entries -> {
            begun.countDown();
            while (mayEnd.getCount() > 0) {
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
            return Outcome.DELIVERED;
        };
        queue.append(QueueSamples.arrivals(1, 1)).join();
        try (LaneSchedule schedule = schedule("schedule.db", stubborn)) {
            schedule.start();
            begun.await();
            assertThat(schedule.remove(List.of("a"), Duration.ZERO)).isEmpty();
            interrupted.await();
            mayEnd.countDown();
            await().until(() -> delivered("a") == 1);
            assertThat(schedule.remove(List.of("a"), Duration.ofMinutes(1))).containsExactly("a");
        }
    }

    @Test
    void standsStillBeforeItsStartAndWhenALaneBrokeButNotForADeadDestination() {
        var dead = new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMinutes(2)));
        try (LaneSchedule schedule = schedule("schedule.db", dead)) {
            assertThat(schedule.standstill()).isEqualTo("the lanes are not started");
            schedule.start();
            queue.append(QueueSamples.arrivals(1, 1)).join();
            schedule.wakeAll();
            await().until(() -> schedule.nextTry("a") != null);
            assertThat(schedule.standstill()).isNull();
        }
        Connector broken = entries -> {
            throw new StackOverflowError();
        };
        try (LaneSchedule schedule = schedule("broken.db", broken)) {
            schedule.start();
            await().until(() -> schedule.standstill() != null);
            assertThat(schedule.standstill()).startsWith("the lane of a broke");
        }
    }

    @Test
    void letsLanesRestInMemoryWhereItsFileCannotBeWritten() throws Exception {
        var down = new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMillis(1_100)));
        try (LaneSchedule schedule = schedule("schedule.db", down)) {
            schedule.start();
            try (Connection file =
                            ScheduleStore.source(folder.resolve("schedule.db")).getConnection();
                    Statement statement = file.createStatement()) {
                statement.execute("drop table scheduled_tasks");
            }
            queue.append(QueueSamples.arrivals(1, 1)).join();
            schedule.wakeAll();
            await().until(() -> delivered("a") == 1);
            schedule.add(Lanes.lane("b", queue, new ScriptedConnector(), RETRIES, clock));
            await().until(() -> delivered("b") == 1);
            assertThat(schedule.standstill()).isNull();
        }
        assertThat(down.offered()).hasSize(2);
    }

    /** db-scheduler cuts times to milliseconds. */
    private static boolean stored(LaneSchedule schedule) {
        Instant due = schedule.nextTry("a");
        return due != null && due.truncatedTo(ChronoUnit.MILLIS).equals(schedule.storedAlarm("a"));
    }

    private LaneSchedule schedule(String file, Connector connector) {
        return new LaneSchedule(
                folder.resolve(file), List.of(Lanes.lane("a", queue, connector, RETRIES, clock)), clock);
    }

    private long delivered(String connection) {
        return queue.standing(connection).delivered();
    }
}
