package io.mirrorlog.agent.web;

/**
 * How much the server takes in.
 *
 * @param body bytes of one body, before and after it is inflated
 * @param inFlight bytes that all requests may hold together until they are answered
 * @param connections open at the same time
 */
public record BodyLimits(long body, long inFlight, int connections) {}
