package io.mirrorlog.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.delivery.Lane;
import io.mirrorlog.agent.delivery.RetryPolicy;
import io.mirrorlog.agent.delivery.ScriptedConnector;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaneRunnerTest {

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Instant> alarms = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void configure() {
        queue.configure(Map.of("a", new Start.Now()));
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void deliversWhatIsThereWhenItIsWoken() {
        LaneRunner runner = runner(new ScriptedConnector(), Duration.ofMinutes(5));
        append(1, 3);
        runner.wake();
        await().until(() -> delivered() == 3);
        append(4, 5);
        runner.wake();
        await().until(() -> delivered() == 5);
    }

    @Test
    void holdsNoThreadWhileAnAdminLetsItWaitHoweverOftenItIsWoken() {
        LaneRunner runner = runner(new ScriptedConnector(), Duration.ofMinutes(5));
        queue.pause("a", "the disk is moved");
        append(1, 1);
        runner.wake();
        await().until(() -> ((ThreadPoolExecutor) threads).getCompletedTaskCount() == 1);
        append(2, 3);
        runner.wake();
        runner.wake();
        assertThat(((ThreadPoolExecutor) threads).getTaskCount()).isEqualTo(1);
        assertThat(runner.nextTry()).isNull();
        assertThat(alarms).isEmpty();

        queue.resume("a");
        runner.rouse();
        await().until(() -> delivered() == 3);
    }

    @Test
    void endsARestForAPause() {
        ScriptedConnector connector = new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMinutes(1)));
        LaneRunner runner = runner(connector, Duration.ofMinutes(5));
        append(1, 1);
        runner.wake();
        await().until(() -> runner.nextTry() != null);
        queue.pause("a", "the disk is moved");
        runner.rouse();
        await().until(() -> runner.nextTry() == null);
        queue.resume("a");
        runner.rouse();
        await().until(() -> delivered() == 1);
    }

    @Test
    void restsAfterAFailureHoweverOftenItIsWoken() {
        ScriptedConnector connector = new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMinutes(1)));
        LaneRunner runner = runner(connector, Duration.ofMinutes(5));
        append(1, 1);
        runner.wake();
        await().until(() -> alarms.size() == 1);
        assertThat(alarms).containsExactly(clock.instant().plus(Duration.ofMinutes(1)));
        assertThat(runner.nextTry()).isEqualTo(alarms.get(0));
        runner.wake();
        runner.ring(); // too early: the alarm is set anew
        assertThat(alarms).hasSize(2).containsOnly(clock.instant().plus(Duration.ofMinutes(1)));
        assertThat(connector.offered()).hasSize(1);
        clock.advance(Duration.ofMinutes(1));
        runner.ring();
        await().until(() -> delivered() == 1);
        assertThat(runner.nextTry()).isNull();
    }

    @Test
    void watchesTheTimeItselfWhereAnAlarmCannotBeSet() {
        ScriptedConnector connector = new ScriptedConnector()
                .answers(new Outcome.Retry("down", Duration.ofMillis(1_100)))
                .answers(new Outcome.Retry("down", Duration.ofHours(1)));
        Lane lane =
                Lanes.lane("a", queue, connector, new RetryPolicy(Duration.ofMillis(1), Duration.ofHours(2)), clock);
        LaneRunner runner = new LaneRunner(
                lane,
                threads,
                (connection, when) -> {
                    alarms.add(when);
                    return false;
                },
                clock);
        append(1, 1);
        runner.wake();
        await().until(() -> connector.offered().size() == 2); // the first rest has ended by itself
        await().until(() -> alarms.size() == 2);
        runner.wake();
        assertThat(runner.fault()).isNull();
        assertThat(runner.nextTry()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        runner.rouse();
        await().until(() -> delivered() == 1);
    }

    @Test
    void triesAtOnceWhenAnOperatorSaysSo() {
        ScriptedConnector connector = new ScriptedConnector().answers(new Outcome.Blocked("HTTP 401"));
        LaneRunner runner = runner(connector, Duration.ofMinutes(5));
        append(1, 1);
        runner.wake();
        await().until(() -> alarms.size() == 1);
        runner.rouse();
        await().until(() -> delivered() == 1);
    }

    @Test
    void takesUpARestThatBeganBeforeTheStart() {
        LaneRunner runner = runner(new ScriptedConnector(), Duration.ofMinutes(5));
        append(1, 1);
        runner.restUntil(clock.instant().plusSeconds(30));
        runner.wake();
        assertThat(runner.nextTry()).isEqualTo(clock.instant().plusSeconds(30));
        clock.advance(Duration.ofSeconds(30));
        runner.ring();
        await().until(() -> delivered() == 1);
    }

    @Test
    void neverDeliversOnTwoThreadsAtOnce() {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        Connector connector = entries -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            return Outcome.DELIVERED;
        };
        LaneRunner runner = runner(connector, Duration.ofMillis(1));
        for (int i = 1; i <= 500; i++) {
            append(i, i);
            threads.execute(runner::wake);
            threads.execute(runner::rouse);
            threads.execute(runner::ring);
        }
        await().until(() -> delivered() == 500);
        assertThat(most).hasValue(1);
    }

    @Test
    void missesNoWakeThatComesWhileItLooks() {
        LaneRunner runner = runner(new ScriptedConnector(), Duration.ofMillis(1));
        for (int i = 1; i <= 2_000; i++) {
            append(i, i);
            runner.wake();
        }
        await().until(() -> delivered() == 2_000);
    }

    @Test
    void beginsNoDeliveryOnceItIsClosed() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var deliveries = new AtomicInteger();
        LaneRunner runner = runner(new HeldConnector(begun, mayEnd, deliveries), Duration.ofMillis(1));
        append(1, 2);
        runner.wake();
        begun.await();
        append(3, 3);
        runner.close();
        mayEnd.countDown();
        threads.shutdown();
        await().until(threads::isTerminated);
        assertThat(deliveries).hasValue(1);
    }

    /** Else an agent that is stopped in that moment would try at once when it starts again. */
    @Test
    void setsTheAlarmOfADeliveryThatFailsAfterItWasClosed() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        LaneRunner runner = runner(
                entries -> {
                    begun.countDown();
                    mayEnd.await();
                    return new Outcome.Retry("down", Duration.ofMinutes(1));
                },
                Duration.ofMinutes(5));
        append(1, 1);
        runner.wake();
        begun.await();
        runner.close();
        mayEnd.countDown();
        threads.shutdown();
        await().until(threads::isTerminated);
        assertThat(alarms).containsExactly(clock.instant().plus(Duration.ofMinutes(1)));
    }

    /** Closed just when the rest has begun and its alarm is not set yet: the clock is asked in between. */
    @Test
    void setsTheAlarmOfARestThatHasJustBegunWhenItIsClosed() {
        var looks = new AtomicInteger();
        List<LaneRunner> runners = new ArrayList<>();
        Lane lane = Lanes.lane(
                "a",
                queue,
                new ScriptedConnector().answers(new Outcome.Retry("down", Duration.ofMinutes(1))),
                new RetryPolicy(Duration.ofMillis(1), Duration.ofMinutes(5)),
                clock);
        runners.add(new LaneRunner(lane, threads, (connection, when) -> alarms.add(when), () -> {
            if (looks.incrementAndGet() == 1) {
                runners.get(0).close();
            }
            return clock.instant();
        }));
        append(1, 1);
        runners.get(0).wake();
        threads.shutdown();
        await().until(threads::isTerminated);
        assertThat(alarms).containsExactly(clock.instant().plus(Duration.ofMinutes(1)));
    }

    private record HeldConnector(CountDownLatch begun, CountDownLatch mayEnd, AtomicInteger deliveries)
            implements Connector {

        @Override
        public Outcome deliver(List<Entry> entries) throws InterruptedException {
            deliveries.incrementAndGet();
            begun.countDown();
            mayEnd.await();
            return Outcome.DELIVERED;
        }
    }

    private LaneRunner runner(Connector connector, Duration longest) {
        Lane lane = Lanes.lane("a", queue, connector, new RetryPolicy(Duration.ofMillis(1), longest), clock);
        return new LaneRunner(lane, threads, (connection, when) -> alarms.add(when), clock);
    }

    private void append(int first, int last) {
        queue.append(QueueSamples.arrivals(first, last)).join();
    }

    private long delivered() {
        return queue.standing("a").delivered();
    }
}
