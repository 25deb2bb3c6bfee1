package io.mirrorlog.agent.delivery;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The probes that a lane is still to make, first come first. Wished for by any thread, made by the lane's alone. */
final class Probes {

    private final Queue<Probe> wished = new ConcurrentLinkedQueue<>();

    /** Returns what the destination will have said; whoever completes it earlier is not served any more. */
    CompletableFuture<Outcome> wish(Event event) {
        var probe = new Probe(event, new CompletableFuture<>());
        wished.add(probe);
        return probe.said();
    }

    boolean isEmpty() {
        return wished.isEmpty();
    }

    /** The first one that somebody still waits for; it stays until it is answered. Null when there is none. */
    @Nullable
    Probe next() {
        wished.removeIf(probe -> probe.said().isDone());
        return wished.peek();
    }
}
