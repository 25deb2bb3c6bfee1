package io.mirrorlog.agent.poll;

import io.mirrorlog.agent.queue.QueueException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes what was read of wikis. Safe for many threads. */
@FunctionalInterface
public interface EntryTaker {

    /**
     * Stores entries of one site in this order, and passes over those that it has.
     *
     * @param entries JSON objects, as {@code list=logevents} returns them
     * @param marks what the agent has to say about each of them: a compact JSON object
     * @return completes when they are on disk; fails with a {@link QueueException} when they are not
     */
    CompletableFuture<Void> take(String site, List<String> entries, String marks);
}
