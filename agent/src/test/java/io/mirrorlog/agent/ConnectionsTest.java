package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.metrics.Timers;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConnectionsTest {

    /** @param place where a recording connector pretends to deliver to */
    record Options(String place) {}

    private static final String HANGS = "hangs";

    private final ConnectorType<Options> type = new ConnectorType<>(
            "recording",
            Options.class,
            new Limits(100, 1 << 20, Duration.ZERO),
            true,
            (options, surroundings) -> new RecordingConnector(surroundings.connection() + "@" + options.place()));

    /** What all connectors were told to do, in order. */
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final List<Connections> opened = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stop() {
        mayEnd.countDown();
        opened.forEach(Connections::close);
        queue.close();
    }

    @Test
    void exchangesWhatHasChangedAndLeavesTheOthersAlone() throws Exception {
        Connections connections = start(settings("kept", "k"), settings("changed", "1"), settings("removed", "r"));
        append(1, 3);
        await().until(() -> delivered("kept") == 3 && delivered("changed") == 3 && delivered("removed") == 3);

        Connections.Change change =
                connections.change(map(settings("kept", "k"), settings("changed", "2"), settings("added", "a")));
        append(4, 5);
        await().until(() -> delivered("kept") == 5 && delivered("changed") == 5 && delivered("added") == 2);

        assertThat(change)
                .isEqualTo(new Connections.Change(Set.of("added"), Set.of("removed"), Set.of("changed")))
                .hasToString("added added; removed removed; changed changed");
        assertThat(of("kept@k")).containsOnlyOnce("resume null").doesNotContain("close");
        assertThat(of("changed@1")).endsWith("close");
        assertThat(of("changed@2")).first().isEqualTo("resume 3");
        assertThat(of("removed@r")).endsWith("close");
        assertThat(delivered("removed")).isEqualTo(3);
        assertThat(connections.connectors()).containsOnlyKeys("kept", "changed", "added");
    }

    @Test
    void doesNothingWhereNothingHasChanged() throws Exception {
        Connections connections = start(settings("one", "1"));
        append(1, 1);
        await().until(() -> delivered("one") == 1);
        List<String> before = List.copyOf(calls);
        assertThat(connections.change(map(settings("one", "1")))).hasToString("no connection has changed");
        assertThat(calls).isEqualTo(before);
    }

    @Test
    void startsNoneBeforeAllThatStopHaveStoppedAsTwoMayExchangeTheirPlaces() throws Exception {
        Connections connections = start(settings("one", "1"), settings("other", "2"));
        append(1, 1);
        await().until(() -> delivered("one") == 1 && delivered("other") == 1);
        connections.change(map(settings("one", "2"), settings("other", "1")));
        append(2, 2);
        await().until(() -> delivered("one") == 2 && delivered("other") == 2);
        int firstResumed = Math.min(calls.indexOf("one@2 resume 1"), calls.indexOf("other@1 resume 1"));
        assertThat(calls.indexOf("one@1 close")).isBetween(0, firstResumed);
        assertThat(calls.indexOf("other@2 close")).isBetween(0, firstResumed);
    }

    @Test
    void goesOnWhereAConnectionOfThatNameWas() throws Exception {
        Connections connections = start(settings("away", "1"), settings("stays", "s"));
        append(1, 2);
        await().until(() -> delivered("away") == 2);
        connections.change(map(settings("stays", "s")));
        append(3, 4);
        await().until(() -> delivered("stays") == 4);
        connections.change(map(settings("stays", "s"), settings("away", "1")));
        await().until(() -> delivered("away") == 4);
    }

    @Test
    void holdsNoEventBackForARemovedConnection() throws Exception {
        Connections connections = start(settings("slow", HANGS), settings("stays", "s"));
        append(1, 3);
        await().until(() -> delivered("stays") == 3);
        assertThat(queue.purge(clock.instant().plusSeconds(1))).isZero();
        connections.change(map(settings("stays", "s")));
        assertThat(queue.purge(clock.instant().plusSeconds(1))).isEqualTo(3);
    }

    @Test
    void startsAConnectionAnewOnlyWhenItsDeliveryHasEndedHoweverLongThatTakes() throws Exception {
        Connections connections = start(settings("slow", HANGS), settings("stays", "s"));
        append(1, 1);
        await().until(() -> calls.contains("slow@hangs deliver"));

        connections.change(map(settings("slow", "mended"), settings("stays", "s"), settings("added", "a")));
        append(2, 2);
        await().until(() -> delivered("added") == 1 && delivered("stays") == 2);
        connections.complete();
        assertThat(of("slow@hangs")).doesNotContain("close");
        assertThat(of("slow@mended")).isEmpty();

        mayEnd.countDown();
        await().until(() -> delivered("slow") == 1);
        connections.complete();
        await().until(() -> delivered("slow") == 2);
        assertThat(calls.indexOf("slow@hangs close")).isBetween(0, calls.indexOf("slow@mended resume 1"));
    }

    @Test
    void changesNothingWhenTheQueueCannotTakeIt() {
        Connections connections = start(settings("one", "1"));
        queue.close();
        assertThatThrownBy(() -> connections.change(map(settings("one", "2")))).isInstanceOf(QueueException.class);
        assertThat(of("one@1")).doesNotContain("close");
        assertThat(of("one@2")).isEmpty();
    }

    @Test
    void startsNothingOnceItIsClosed() throws Exception {
        Connections connections = start(settings("one", "1"));
        connections.close();
        connections.change(map(settings("one", "1"), settings("late", "l")));
        append(1, 1);
        assertThat(of("late@l")).isEmpty();
    }

    private Connections start(ConnectionSettings... settings) {
        var connections = new Connections(
                map(settings),
                queue,
                folder.resolve("schedule.db"),
                new Connections.Hearers(new Timers(), OwnEvents.NONE, (after, work) -> {}),
                clock,
                () -> 1,
                Duration.ofMillis(100));
        opened.add(connections);
        queue.onAppended(connections.lanes()::wakeAll);
        connections.lanes().start();
        return connections;
    }

    private ConnectionSettings settings(String name, String place) {
        return UsualSettings.of(name, type, new Options(place));
    }

    private static Map<String, ConnectionSettings> map(ConnectionSettings... settings) {
        Map<String, ConnectionSettings> map = new LinkedHashMap<>();
        for (ConnectionSettings one : settings) {
            map.put(one.name(), one);
        }
        return map;
    }

    private void append(int first, int last) {
        queue.append(QueueSamples.arrivals(first, last)).join();
    }

    private long delivered(String connection) {
        return queue.standing(connection).delivered();
    }

    /** What one connector was told to do. */
    private List<String> of(String connector) {
        synchronized (calls) {
            return calls.stream()
                    .filter(call -> call.startsWith(connector + " "))
                    .map(call -> call.substring(connector.length() + 1))
                    .toList();
        }
    }

    /** Its bookmark is how many it has taken; one at the place {@value #HANGS} heeds no interruption. */
    private final class RecordingConnector implements Connector {

        private final String name;
        private int taken;

        RecordingConnector(String name) {
            this.name = name;
        }

        @Override
        public void resume(@Nullable String bookmark) {
            calls.add(name + " resume " + bookmark);
            taken = bookmark == null ? 0 : Integer.parseInt(bookmark);
        }

        @Override
        public Outcome deliver(List<Entry> entries) {
            calls.add(name + " deliver");
            while (name.endsWith(HANGS) && mayEnd.getCount() > 0) {
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    calls.add(name + " interrupted");
                }
            }
            taken += entries.size();
            return new Outcome.Delivered(entries.size(), String.valueOf(taken));
        }

        @Override
        public void close() {
            calls.add(name + " close");
        }
    }
}
