package io.mirrorlog.agent.queue;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every store must do with what waits beside the queue's order, told of one connection {@code a} that begins with the
 * earliest event.
 */
public abstract class LateContract {

    protected static final long MANY = 1 << 20;
    static final String REASON = "it had waited for too long";

    protected final FakeClock clock = new FakeClock();
    protected EventQueue queue = new MemoryQueue(clock);

    /** The store of this test, with what an earlier queue left in it. */
    protected abstract EventQueue open();

    @BeforeEach
    final void openQueue() {
        queue = open();
        configure();
    }

    @AfterEach
    final void closeQueue() {
        queue.close();
    }

    protected final void reopen() {
        queue.close();
        queue = open();
        configure();
    }

    private void configure() {
        queue.configure(Map.of("a", new Start.Earliest()));
        queue.filters(only -> {
            if (only.containsKey("odd")) {
                throw new IllegalArgumentException("odd: makes no sense");
            }
            String message = only.get("message");
            return event -> message == null || event.message().equals(message);
        });
    }

    protected final void append(int first, int last) {
        queue.append(arrivals(first, last)).join();
    }

    protected final @Nullable Released giveUp() {
        return queue.giveUp("a", clock.instant(), REASON);
    }

    /** Events that arrived before all that come later. */
    protected final void old(int first, int last) {
        append(first, last);
        clock.advance(Duration.ofHours(1));
    }

    protected final Batch unsettled() {
        return queue.unsettled("a", 1000, MANY, clock.instant());
    }

    protected final Batch late(int events) {
        return queue.late("a", events, MANY);
    }

    protected final List<Released> released() {
        return queue.released("a", 0, 100);
    }

    protected static List<Long> sequences(Batch batch) {
        return batch.events().stream().map(QueuedEvent::sequence).toList();
    }

    protected static Long[] range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toArray(Long[]::new);
    }

    protected final void deliver(Batch batch) {
        queue.settle(Settlement.delivered("a", batch, null));
    }
}
