package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.connector.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request's events on their way to one connection. What happens once it is over changes nothing any more.
 *
 * <p>Safe for many threads: one writes the events, another ends the waiting for them.
 */
final class DirectShare {

    private final String connection;
    private final List<Receipt.Fate> fates;

    /** Let go of when it is over: a write that hangs must not keep whole requests in memory. */
    private @Nullable Incoming incoming;

    /** Places of events that are not settled, in order. */
    private final Deque<Integer> waiting = new ArrayDeque<>();

    private final Set<Integer> delivered = new HashSet<>();
    private final Map<Integer, String> refused = new HashMap<>();
    private @Nullable String failure;
    private final CompletableFuture<DirectResult> result = new CompletableFuture<>();

    /** @param fates of its events; duplicates are not written */
    DirectShare(String connection, Incoming incoming, List<Receipt.Fate> fates) {
        this.connection = connection;
        this.incoming = incoming;
        this.fates = List.copyOf(fates);
        for (int place = 0; place < fates.size(); place++) {
            if (fates.get(place) != Receipt.Fate.DUPLICATE) {
                waiting.add(place);
            }
        }
    }

    CompletableFuture<DirectResult> result() {
        return result;
    }

    boolean isOver() {
        return result.isDone();
    }

    /** The places of its next events. */
    synchronized List<Integer> next(int atMost) {
        return isOver() ? List.of() : waiting.stream().limit(atMost).toList();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** An event; null when it is over. */
    @Nullable
    Event event(int place) {
        Incoming present;
        synchronized (this) {
            present = incoming;
        }
        return present == null ? null : present.event(place, fates.get(place));
    }

    void delivered(int place) {
        settle(place, () -> delivered.add(place));
    }

    void refused(int place, String reason) {
        settle(place, () -> refused.put(place, reason));
    }

    /** The destination wants it another time, which is not now. */
    void later(int place, String reason) {
        settle(place, () -> failure = reason);
    }

    /** It is not for this connection: the lane passes it over. */
    void leave(int place) {
        settle(place, () -> {});
    }

    private void settle(int place, Runnable change) {
        synchronized (this) {
            if (isOver() || !waiting.remove(place)) {
                return;
            }
            change.run();
            if (!waiting.isEmpty()) {
                return;
            }
        }
        end();
    }

    /** Whatever is not settled by now is not going to be. */
    void fail(String reason) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            failure = reason;
        }
        end();
    }

    private void end() {
        DirectResult told;
        synchronized (this) {
            told = new DirectResult(new DirectSettlement(connection, delivered, refused), failure);
            incoming = null;
            waiting.clear();
        }
        result.complete(told);
    }
}
