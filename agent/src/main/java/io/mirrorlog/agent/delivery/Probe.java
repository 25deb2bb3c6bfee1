package io.mirrorlog.agent.delivery;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import java.util.concurrent.CompletableFuture;

/**
 * One event that is to be offered to a destination past the queue, with the promise of what that says.
 *
 * @param said whoever completes it first, such as by giving up, ends the wish
 */
record Probe(Event event, CompletableFuture<Outcome> said) {}
