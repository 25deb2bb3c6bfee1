package io.mirrorlog.agent.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.intake.Tried;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Endpoint;
import io.mirrorlog.agent.web.Outlet;
import io.mirrorlog.agent.web.Request;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last of what came, and those who watch: as an endpoint, it answers with all of it as server-sent events, and goes on.
 *
 * <p>Safe for many threads; nothing here waits. Bounded by {@link #EVENTS_MAX} and {@link #BYTES_MAX}.
 */
final class Recent implements Endpoint {

    static final int EVENTS_MAX = 1_000;
    static final long BYTES_MAX = 8L << 20;

    /** What a new watcher gets of what came before it: less than what may wait for it. */
    static final long GREETING_MAX = 2L << 20;

    /** Bytes that may wait for one watcher: one who takes them more slowly is let go. */
    static final long UNSENT_MAX = 2 * GREETING_MAX;

    static final int WATCHERS_MAX = 20;

    /**
     * @param event as the page gets it: one server-sent event
     * @param bytes its size in UTF-8
     */
    private record Kept(long number, String event, int bytes) {}

    private final InstantSource clock;
    private final Consumer<Shown> printer;
    private final Object lock = new Object();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Set<Outlet> watchers = new LinkedHashSet<>();
    private long bytes;
    private long count;

    /** @param printer hears of each, in their order; must not wait */
    Recent(InstantSource clock, Consumer<Shown> printer) {
        this.clock = clock;
        this.printer = printer;
    }

    /** Takes what came with one request. */
    void add(List<Tried> all) {
        for (Tried tried : all) {
            synchronized (lock) {
                var shown = new Shown(++count, clock.instant(), tried);
                printer.accept(shown);
                Kept one = kept(shown);
                kept.add(one);
                bytes += one.bytes();
                while (kept.size() > EVENTS_MAX || bytes > BYTES_MAX) {
                    bytes -= kept.remove().bytes();
                }
                // Within the lock, so that all see the same order.
                watchers.removeIf(watcher -> isTooSlow(watcher, one));
            }
        }
    }

    /** Writes, and ends what has become too much. */
    private static boolean isTooSlow(Outlet watcher, Kept one) {
        watcher.write(one.event());
        boolean slow = watcher.waiting() > UNSENT_MAX;
        if (slow) {
            watcher.end();
        }
        return slow;
    }

    /** How many bytes it holds. */
    long bytes() {
        synchronized (lock) {
            return bytes;
        }
    }

    private static Kept kept(Shown shown) {
        byte[] json = shown.forPage(); // one line
        String head = "id: " + shown.number() + "\ndata: ";
        return new Kept(shown.number(), head + new String(json, UTF_8) + "\n\n", head.length() + json.length + 2);
    }

    @Override
    public CompletableFuture<Answer> answer(Request request) {
        long after = number(request.header("last-event-id"));
        synchronized (lock) {
            if (watchers.size() >= WATCHERS_MAX) {
                return CompletableFuture.completedFuture(
                        Answer.problem(503, "Service Unavailable", WATCHERS_MAX + " watch already"));
            }
        }
        return CompletableFuture.completedFuture(Answer.serverSentEvents(outlet -> greet(outlet, after)));
    }

    /** Within the lock, so that the watcher gets each event once; writing does not wait. */
    private void greet(Outlet watcher, long after) {
        synchronized (lock) {
            List<Kept> greeting = new ArrayList<>();
            long size = 0;
            for (var all = kept.descendingIterator(); all.hasNext(); ) {
                Kept one = all.next();
                size += one.bytes();
                if (one.number() <= after || size > GREETING_MAX) {
                    break;
                }
                greeting.add(0, one);
            }
            greeting.forEach(one -> watcher.write(one.event()));
            watchers.add(watcher);
        }
        watcher.onChange(() -> leaveIfGone(watcher));
        leaveIfGone(watcher); // it may have gone before it was asked to tell
    }

    private void leaveIfGone(Outlet watcher) {
        if (watcher.isClosed()) {
            synchronized (lock) {
                watchers.remove(watcher);
            }
        }
    }

    /** Of a server that was there before, when it is larger than all that came since. */
    private long number(@Nullable String lastEventId) {
        try {
            long last = lastEventId == null ? 0 : Long.parseLong(lastEventId);
            synchronized (lock) {
                return last > count ? 0 : last;
            }
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Lets those who watch go. */
    void close() {
        List<Outlet> present;
        synchronized (lock) {
            present = List.copyOf(watchers);
        }
        present.forEach(Outlet::end);
    }
}
