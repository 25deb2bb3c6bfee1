package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the queue.
 *
 * @param fingerprint by what a repetition is known; absent where the agent itself gave the id
 */
public record Arrival(Event event, @Nullable Fingerprint fingerprint) {

    /**
     * By what a repetition is known.
     *
     * @param name 64 bits of a cryptographic hash over site and id
     * @param content 64 bits of a cryptographic hash over all that the producer sent
     */
    public record Fingerprint(long name, long content) {}
}
