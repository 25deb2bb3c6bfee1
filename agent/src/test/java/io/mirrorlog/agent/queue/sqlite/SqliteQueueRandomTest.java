package io.mirrorlog.agent.queue.sqlite;

import static io.mirrorlog.agent.queue.QueueSamples.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both stores see the same random life, and must show the same at every step. */
class SqliteQueueRandomTest {

    @TempDir
    Path folder = Path.of("");

    private final FakeClock clock = new FakeClock();
    private MemoryQueue plain = new MemoryQueue(clock);
    private EventQueue real = plain;
    private Set<String> configured = Set.of("a", "b");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void livesAsTheMemoryQueueDoes(long seed) {
        var random = new Random(seed);
        real = open(random);
        configure();
        for (int step = 0; step < 250; step++) {
            clock.advance(Duration.ofMillis(random.nextInt(60_000)));
            live(random);
            compare(random);
        }
        real.close();
    }

    private EventQueue open(Random random) {
        var options = new QueueOptions(
                folder, Durability.NORMAL, 1L << 30, 0, Duration.ofHours(24), 10_000, random.nextInt(20_000), 1 << 20);
        return SqliteQueue.open(options, clock, () -> Long.MAX_VALUE);
    }

    private void configure() {
        var starts = new HashMap<String, Start>();
        configured.forEach(name -> starts.put(name, new Start.Earliest()));
        real.configure(starts);
        plain.configure(starts);
    }

    private void live(Random random) {
        int chance = random.nextInt(100);
        if (chance < 45) {
            append(random);
        } else if (chance < 80) {
            settle(random, random.nextBoolean() ? "a" : "b");
        } else if (chance < 85) {
            raise(random);
        } else if (chance < 90) {
            var trouble =
                    new Standing.Trouble(1 + random.nextInt(5), clock.instant(), "HTTP 503", Standing.Kind.RETRYING);
            boolean paused = random.nextBoolean();
            for (EventQueue queue : List.of(real, plain)) {
                queue.trouble("a", trouble);
                if (paused) {
                    queue.pause("b", "for a while");
                } else {
                    queue.resume("b");
                }
            }
        } else if (chance < 95) {
            var before = clock.instant().minusSeconds(random.nextInt(600));
            assertThat(real.purge(before)).isEqualTo(plain.purge(before));
        } else if (chance < 97) {
            configured = random.nextBoolean() ? Set.of("a") : Set.of("a", "b");
            configure();
        } else {
            real.close();
            real = open(random);
            plain = plain.reopened();
        }
    }

    private void raise(Random random) {
        Set<Long> some = plain.deadLetters("a", 0, 1000).stream()
                .map(DeadLetter::sequence)
                .filter(sequence -> random.nextInt(3) > 0)
                .collect(Collectors.toSet());
        some.add((long) random.nextInt(100));
        if (random.nextInt(4) > 0) {
            assertThat(real.retryDead("a", some)).isEqualTo(plain.retryDead("a", some));
        } else {
            assertThat(real.dropDead("a", some)).isEqualTo(plain.dropDead("a", some));
        }
    }

    private void append(Random random) {
        var arrivals = new ArrayList<Arrival>();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            int number = random.nextInt(2000);
            arrivals.add(
                    random.nextBoolean()
                            ? new Arrival(event(number), null)
                            : QueueSamples.known(event(number), number, random.nextInt(3)));
        }
        List<DirectSettlement> settlements = new ArrayList<>();
        for (String connection : List.of("a", "b")) {
            if (random.nextInt(3) == 0) {
                settlements.add(direct(connection, arrivals.size(), random));
            }
        }
        assertThat(append(real, arrivals, settlements)).isEqualTo(append(plain, arrivals, settlements));
    }

    private static List<Receipt> append(EventQueue queue, List<Arrival> arrivals, List<DirectSettlement> settlements) {
        Incoming incoming = queue.incoming(0);
        arrivals.forEach(incoming::add);
        List<Receipt.Fate> fates = incoming.fates().join();
        List<Receipt> receipts = incoming.append(settlements).join();
        assertThat(receipts).extracting(Receipt::fate).isEqualTo(fates);
        return receipts;
    }

    private static DirectSettlement direct(String connection, int events, Random random) {
        Set<Integer> delivered = new HashSet<>();
        Map<Integer, String> refused = new HashMap<>();
        int luck = random.nextInt(10);
        for (int place = 0; place < events; place++) {
            int fate = random.nextInt(20);
            if (fate == 0) {
                refused.put(place, "too long");
            } else if (fate < 2 * luck) {
                delivered.add(place);
            }
        }
        return new DirectSettlement(connection, delivered, refused);
    }

    private void settle(Random random, String connection) {
        Batch batch = real.unsettled(connection, 1 + random.nextInt(30), 1 << 20, clock.instant())
                .first(1 + random.nextInt(30));
        if (batch.source() == Batch.Source.LIVE && !batch.isEmpty() && random.nextInt(3) > 0) {
            Batch behind = real.behind(connection, batch, 1 + random.nextInt(10), 1 << 20);
            batch = (behind.isEmpty() ? batch : behind).ahead();
        }
        Map<Long, String> refused = new HashMap<>();
        Set<Long> again = new HashSet<>();
        Set<Long> passedOver = new HashSet<>();
        batch.events().forEach(queued -> {
            int fate = random.nextInt(10);
            if (fate == 0) {
                refused.put(queued.sequence(), "no " + fate);
            } else if (fate < 3) {
                again.add(queued.sequence());
            } else if (fate == 3) {
                passedOver.add(queued.sequence());
            }
        });
        var settlement = new Settlement(
                connection,
                batch,
                refused,
                again,
                passedOver,
                clock.instant().plusSeconds(random.nextInt(300)),
                random.nextBoolean() ? "bookmark " + random.nextInt(1000) : null);
        for (EventQueue queue : List.of(real, plain)) {
            queue.settle(settlement);
        }
    }

    private void compare(Random random) {
        for (String connection : plain.connections()) {
            assertThat(real.standing(connection)).isEqualTo(plain.standing(connection));
            assertThat(real.nextDue(connection)).isEqualTo(plain.nextDue(connection));
            assertThat(real.deadLetters(connection, 0, 1000)).isEqualTo(plain.deadLetters(connection, 0, 1000));
            int events = 1 + random.nextInt(50);
            long bytes = 1L + random.nextInt(10_000);
            assertThat(real.unsettled(connection, events, bytes, clock.instant()))
                    .isEqualTo(plain.unsettled(connection, events, bytes, clock.instant()));
        }
        QueueStatus status = real.status();
        assertThat(status)
                .isEqualTo(new QueueStatus(
                        plain.status().events(),
                        status.bytes(),
                        plain.status().oldest(),
                        plain.status().last(),
                        plain.status().sites(),
                        null));
        assertThat(real.readForward(0, 100)).isEqualTo(plain.readForward(0, 100));
        assertThat(real.readBackward(Long.MAX_VALUE, 50)).isEqualTo(plain.readBackward(Long.MAX_VALUE, 50));
    }
}
