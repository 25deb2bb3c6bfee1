package io.mirrorlog.agent.web;

import java.time.Duration;

/**
 * How much the server takes in.
 *
 * @param body bytes of one body, before and after it is inflated
 * @param inFlight bytes that all requests may hold together until they are answered
 * @param connections open at the same time
 * @param patience how long one body may take to arrive
 */
public record BodyLimits(long body, long inFlight, int connections, Duration patience) {

    private static final Duration USUAL_PATIENCE = Duration.ofMinutes(2);

    public BodyLimits(long body, long inFlight, int connections) {
        this(body, inFlight, connections, USUAL_PATIENCE);
    }
}
