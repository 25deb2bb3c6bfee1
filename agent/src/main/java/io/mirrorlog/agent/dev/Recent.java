package io.mirrorlog.agent.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.intake.Tried;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Endpoint;
import io.mirrorlog.agent.web.Outlet;
import io.mirrorlog.agent.web.Request;
import java.io.ByteArrayOutputStream;
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
    static final long GREETING_MAX = Outlet.UNSENT_MAX / 2;

    static final int WATCHERS_MAX = 20;

    /** @param bytes as the page gets it: one server-sent event */
    @SuppressWarnings("ArrayRecordComponent") // written once and compared never
    private record Kept(long number, byte[] bytes) {}

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
                var one = new Kept(shown.number(), serverSentEvent(shown));
                kept.add(one);
                bytes += one.bytes().length;
                while (kept.size() > EVENTS_MAX || bytes > BYTES_MAX) {
                    bytes -= kept.remove().bytes().length;
                }
                // A copy, since one that is too slow leaves at once. Within the lock, so that all see the same order.
                List.copyOf(watchers).forEach(watcher -> watcher.write(one.bytes()));
            }
        }
    }

    /** How many bytes it holds. */
    long bytes() {
        synchronized (lock) {
            return bytes;
        }
    }

    private static byte[] serverSentEvent(Shown shown) {
        var event = new ByteArrayOutputStream();
        event.writeBytes(("id: " + shown.number() + "\ndata: ").getBytes(UTF_8));
        event.writeBytes(shown.forPage()); // one line, as it is JSON
        event.writeBytes("\n\n".getBytes(UTF_8));
        return event.toByteArray();
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
                size += one.bytes().length;
                if (one.number() <= after || size > GREETING_MAX) {
                    break;
                }
                greeting.add(0, one);
            }
            greeting.forEach(one -> watcher.write(one.bytes()));
            watchers.add(watcher);
        }
        watcher.whenClosed(() -> {
            synchronized (lock) {
                watchers.remove(watcher);
            }
        });
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
        present.forEach(Outlet::close);
    }
}
