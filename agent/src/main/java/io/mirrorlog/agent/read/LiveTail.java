package io.mirrorlog.agent.read;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * {@code GET /v1/tail}: what comes in, as server-sent events in the order of the queue; the id of each is its sequence.
 *
 * <p>Parameters: those of {@link EventFilter}; {@code last} (0, at most 1,000), so many of those that are there come
 * first; {@code after}, or the header {@code Last-Event-ID}: goes on behind that sequence. All is read from the queue, so
 * a reader who is slow, or was away, misses nothing that is still retained: what is not is told as an event {@code gap}.
 *
 * <p>One thread serves all readers, at most {@value #READERS_MAX}. One who takes nothing for half a minute is told so and
 * cut.
 */
public final class LiveTail implements Function<Request, Answer>, AutoCloseable {

    private static final int READERS_MAX = 32;
    private static final int LAST_MAX = 1_000;
    private static final long AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSING_MILLIS = 1_000;
    private static final int AT_ONCE = 100;

    private static final Set<String> OWN = Set.of("last", "after");

    private final EventQueue queue;
    private final Format json;
    private final InstantSource clock;
    private final List<TailReader> readers = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread = new Thread(this::run, "tail");
    private volatile boolean woken;
    private volatile boolean closed;

    /** @param json the one JSON shape */
    public LiveTail(EventQueue queue, Format json, InstantSource clock) {
        this.queue = queue;
        this.json = json;
        this.clock = clock;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Says that events were appended; returns at once. */
    public void wake() {
        if (!readers.isEmpty() && !woken) {
            signal();
        }
    }

    @Override
    public Answer apply(Request request) {
        try {
            return answer(request);
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, "Bad Request", String.valueOf(e.getMessage()));
        }
    }

    private Answer answer(Request request) {
        Map<String, String> query = request.query();
        EventFilter.requireKnown(query.keySet(), OWN);
        EventFilter filter = EventFilter.of(query, clock.instant());
        int first = (int) Parameters.numberFromZero(query, "last", 0, LAST_MAX);
        long end = queue.last();
        long after = after(request, end);
        if (readers.size() >= READERS_MAX) {
            return tooMany();
        }
        var head = new StringBuilder();
        if (first > 0) {
            List<QueuedEvent> last = Pages.ofEvents(queue::readBackward)
                    .read(filter, end + 1, first)
                    .items();
            for (int i = last.size() - 1; i >= 0; i--) {
                TailReader.append(head, json, last.get(i));
            }
        }
        if (after > end) {
            TailReader.gap(head, after, end + 1); // it is another queue by now
        }
        long begin = Math.min(after, end);
        head.append(":\nid: ").append(begin).append("\n\n"); // for a reader who goes away before the first event
        return Answer.serverSentEvents(outlet -> follow(new TailReader(outlet, filter, json, head.toString(), begin)));
    }

    /** A browser says by itself in a header where it goes on. */
    private static long after(Request request, long end) {
        String resumed = request.header("last-event-id");
        return resumed == null || resumed.isBlank()
                ? Parameters.numberFromZero(request.query(), "after", end, Long.MAX_VALUE)
                : Parameters.numberFromZero(
                        Map.of("Last-Event-ID", resumed.strip()), "Last-Event-ID", end, Long.MAX_VALUE);
    }

    private static Answer tooMany() {
        return Answer.problem(503, "Service Unavailable", READERS_MAX + " readers follow already; ask again later")
                .with("Retry-After", "30");
    }

    private void follow(TailReader reader) {
        if (closed) {
            reader.cut("the agent stops");
            return;
        }
        if (readers.size() >= READERS_MAX) {
            reader.cut(READERS_MAX + " readers follow already");
            return;
        }
        readers.add(reader);
        reader.outlet().onChange(this::signal);
        signal();
    }

    private void run() {
        try {
            while (!closed) {
                woken = false;
                boolean moved = false;
                try {
                    moved = round();
                } catch (QueueException e) {
                    await(AFTER_FAILURE); // the queue tells its trouble itself
                }
                if (!moved && !woken) {
                    await(TailReader.HEARTBEAT / 3);
                }
            }
        } catch (InterruptedException e) {
            // the agent stops
        }
    }

    /** Lets each reader go on for a bit; false when none could. Readers at the same place share what is read. */
    private boolean round() {
        boolean moved = false;
        long readAfter = -1;
        List<QueuedEvent> read = List.of();
        long now = System.nanoTime();
        readers.removeIf(reader -> reader.isGone(now));
        for (TailReader reader : readers) {
            if (!reader.outlet().isFull()) {
                if (reader.position() != readAfter) {
                    readAfter = reader.position();
                    read = queue.readForward(readAfter, AT_ONCE);
                }
                moved |= reader.goOn(read, now);
            }
        }
        return moved;
    }

    @SuppressWarnings("WaitNotInLoop") // who wakes too early looks again, no more
    private void await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!closed && !woken) {
                long unused = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        woken = true;
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many follow. */
    public int readers() {
        return readers.size();
    }

    @Override
    public void close() {
        closed = true;
        signal();
        try {
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readers.forEach(reader -> reader.cut("the agent stops"));
        readers.clear();
    }
}
