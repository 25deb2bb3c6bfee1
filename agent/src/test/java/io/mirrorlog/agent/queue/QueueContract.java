package io.mirrorlog.agent.queue;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One topic of what every store must do, with the words that its tests are written in. */
abstract class QueueContract {

    static final long MANY = 1 << 20;
    static final Start EARLIEST = new Start.Earliest();

    final FakeClock clock;
    EventQueue queue;

    private final EventQueueContract store;

    QueueContract(EventQueueContract store) {
        this.store = store;
        this.clock = store.clock;
        this.queue = new MemoryQueue(clock);
    }

    @BeforeEach
    final void openQueue() {
        queue = store.open();
    }

    @AfterEach
    final void closeQueue() {
        queue.close();
    }

    final void reopen() {
        queue.close();
        queue = store.open();
    }

    final List<Receipt> append(Arrival... arrivals) {
        return queue.append(List.of(arrivals)).join();
    }

    final void append(int first, int last) {
        queue.append(arrivals(first, last)).join();
    }

    final Batch unsettled(String connection) {
        return queue.unsettled(connection, 1000, MANY, clock.instant());
    }

    final void configure(String... names) {
        queue.configure(Set.of(names).stream().collect(Collectors.toMap(name -> name, n -> EARLIEST)));
    }

    static List<Long> sequences(List<QueuedEvent> events) {
        return events.stream().map(QueuedEvent::sequence).toList();
    }

    static Long[] range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toArray(Long[]::new);
    }

    final Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    final void deliver(String connection) {
        queue.settle(Settlement.delivered(connection, unsettled(connection), null));
    }

    final Settlement except(Batch batch, Map<Long, String> refused, Set<Long> again, Duration due) {
        return new Settlement("a", batch, refused, again, clock.instant().plus(due), null);
    }

    final List<Receipt> appendDirectly(DirectSettlement settlement, int first, int last) {
        Incoming incoming = queue.incoming(0);
        arrivals(first, last).forEach(incoming::add);
        return incoming.append(List.of(settlement)).join();
    }

    static DirectSettlement delivered(String connection, Integer... places) {
        return new DirectSettlement(connection, Set.of(places), Map.of());
    }
}
