package io.mirrorlog.agent.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Lets requests that hold an event of the same name take turns, so that the second finds in the queue what the first has
 * written. Safe for many threads, none of which waits.
 */
final class Underway {

    private final Map<Long, CompletableFuture<Void>> turns = new HashMap<>();

    /**
     * Waits for all requests with any of the names that were first.
     *
     * @param names of the request's events
     * @param end to be completed by {@link #leave}
     */
    CompletableFuture<Void> enter(Set<Long> names, CompletableFuture<Void> end) {
        CompletableFuture<Void> before;
        synchronized (this) {
            before = names.stream()
                    .map(turns::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (before == null) {
                names.forEach(name -> turns.put(name, end));
                return CompletableFuture.completedFuture(null);
            }
        }
        return before.thenCompose(over -> enter(names, end));
    }

    void leave(Set<Long> names, CompletableFuture<Void> end) {
        synchronized (this) {
            turns.keySet().removeAll(names);
        }
        end.complete(null);
    }
}
