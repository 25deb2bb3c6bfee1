package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.queue.sqlite.Durability;
import io.mirrorlog.agent.queue.sqlite.QueueOptions;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of each of several calls at once: in the end every event is where it belongs, and once. */
@Timeout(120)
class ParallelLaneRandomTest {

    private static final int CALLS = 4;
    private static final int EVENTS = 600;

    @TempDir
    Path folder = Path.of("");

    private final FakeClock clock = new FakeClock();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger appended = new AtomicInteger();
    private final Destination destination = new Destination();
    private EventQueue queue = new MemoryQueue(clock);
    private Random random = new Random();
    private Lane lane = lane();

    /** Takes, refuses and fails at random; knows what it has. */
    private final class Destination {

        private final Set<String> has = new HashSet<>();
        private final Set<String> refused = new HashSet<>();
        private final Set<String> twice = new HashSet<>();
        private final Set<String> unanswered = new HashSet<>();
        private int present;
        private int most;

        List<Connector> connectors() {
            return IntStream.range(0, CALLS)
                    .mapToObj(each -> (Connector) this::deliver)
                    .toList();
        }

        private Outcome deliver(List<Entry> entries) {
            synchronized (this) {
                most = Math.max(most, ++present);
            }
            try {
                for (int i = chance(100_000); i > 0; i--) {
                    Thread.onSpinWait(); // the calls end in another order than they began
                }
                if (chance(4) == 0) {
                    append();
                    lane.nudge();
                }
                return outcome(entries);
            } finally {
                synchronized (this) {
                    present--;
                }
            }
        }

        private synchronized Outcome outcome(List<Entry> entries) {
            List<String> all = entries.stream().map(Entry::text).toList();
            int chance = chance(100);
            if (chance < 60) {
                all.forEach(this::take);
                return Outcome.DELIVERED;
            }
            if (chance < 66) {
                int count = 1 + chance(all.size());
                all.stream().limit(count).forEach(this::take);
                return new Outcome.Delivered(count, null);
            }
            if (chance < 80) {
                return mixed(entries);
            }
            if (chance < 86) {
                refused.addAll(all.size() == 1 ? all : List.of());
                return new Outcome.TooLarge("HTTP 413");
            }
            if (chance < 94) {
                return new Outcome.Retry("HTTP 503", chance(2) == 0 ? null : Duration.ofSeconds(chance(20)));
            }
            if (chance < 96) {
                return new Outcome.Blocked("HTTP 401");
            }
            if (chance < 98) {
                all.forEach(this::take);
                unanswered.addAll(all);
            }
            throw new IllegalStateException("no answer");
        }

        private Outcome mixed(List<Entry> all) {
            Map<Long, String> bad = new HashMap<>();
            Set<Long> again = new HashSet<>();
            for (Entry entry : all) {
                int fate = chance(5);
                if (fate == 0) {
                    bad.put(entry.sequence(), "bad");
                    refused.add(entry.text());
                } else if (fate == 1) {
                    again.add(entry.sequence());
                } else {
                    take(entry.text());
                }
            }
            return new Outcome.Mixed(bad, again);
        }

        synchronized void take(String event) {
            if (!has.add(event)) {
                twice.add(event);
            }
        }
    }

    private int chance(int below) {
        synchronized (destination) {
            return random.nextInt(below);
        }
    }

    private Lane lane() {
        var conduct = new Lane.Conduct(
                new Rendering(
                        null,
                        event -> event.message().endsWith("7"),
                        (text, event, identifier, sequence) -> text.append(event.message())),
                new Limits(7, 10_000, Duration.ZERO),
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(1)),
                new RecordingWitness());
        return new Lane("a", queue, destination.connectors(), threads, conduct, clock, () -> 1);
    }

    /** A few events, of which the connection may have some already. */
    private void append() {
        Incoming incoming = queue.incoming(0);
        int count = 1 + chance(20);
        Map<Integer, String> direct = new HashMap<>();
        boolean written = chance(3) == 0;
        for (int place = 0; place < count && appended.get() < EVENTS; place++) {
            String message = "message " + appended.incrementAndGet();
            incoming.add(new Arrival(QueueSamples.event("shop", message), null));
            if (written && !message.endsWith("7") && chance(3) == 0) {
                direct.put(place, message);
            }
        }
        if (!incoming.isEmpty()) {
            direct.values().forEach(destination::take);
            incoming.append(List.of(new DirectSettlement("a", direct.keySet(), Map.of())))
                    .join();
        }
    }

    @AfterEach
    void letGo() {
        threads.shutdownNow();
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bringsEachEventOnceFromMemory(long seed) throws Exception {
        random = new Random(seed);
        bringsEachEventOnce();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void bringsEachEventOnceFromDisk(long seed) throws Exception {
        random = new Random(seed);
        queue.close();
        open();
        bringsEachEventOnce();
    }

    private void open() {
        var options =
                new QueueOptions(folder, Durability.NORMAL, 1L << 30, 0, Duration.ofHours(24), 10_000, 20_000, 1 << 20);
        queue = SqliteQueue.open(options, clock, () -> Long.MAX_VALUE);
    }

    private void bringsEachEventOnce() throws Exception {
        begin();
        append();
        while (appended.get() < EVENTS || isAnythingLeft()) {
            if (chance(3) == 0) {
                append();
            }
            if (chance(25) == 0) {
                restart();
            }
            rest(lane.deliverNext());
        }
        Standing standing = queue.standing("a");
        assertThat(standing.position()).isEqualTo(EVENTS);
        assertThat(standing.trouble()).isNull();
        var lostAnswers = new HashSet<>(destination.has);
        lostAnswers.retainAll(destination.refused);
        assertThat(destination.unanswered).containsAll(lostAnswers); // taken, offered again, refused
        destination.has.removeAll(lostAnswers);
        assertThat(standing.delivered()).isEqualTo(destination.has.size());
        assertThat(queue.deadLetters("a", 0, EVENTS))
                .extracting(letter -> letter.queued().event().message())
                .containsExactlyInAnyOrderElementsOf(destination.refused);
        List<String> wanted = IntStream.rangeClosed(1, EVENTS)
                .filter(number -> number % 10 != 7)
                .mapToObj(number -> "message " + number)
                .toList();
        var reached = new ArrayList<>(destination.has);
        reached.addAll(destination.refused);
        assertThat(reached).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(destination.unanswered).containsAll(destination.twice);
        assertThat(destination.most).isBetween(2, CALLS);
    }

    private void begin() {
        queue.configure(Map.of("a", new Start.Earliest()));
        lane = lane();
    }

    private void restart() {
        if (queue instanceof MemoryQueue memory) {
            queue = memory.reopened();
        } else {
            queue.close();
            open();
        }
        begin();
    }

    private boolean isAnythingLeft() {
        Standing standing = queue.standing("a");
        return standing.waiting() > 0 || queue.nextDue("a") != null;
    }

    private void rest(Rest rest) {
        if (rest instanceof Rest.AfterFailure failure) {
            clock.advance(failure.time());
        } else if (rest instanceof Rest.UntilWoken until && until.atTheLatest() != null) {
            Instant due = until.atTheLatest();
            clock.advance(Duration.between(clock.instant(), due));
        }
    }
}
