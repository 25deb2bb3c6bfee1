package io.mirrorlog.agent.stream;

/**
 * What is configured for the events of one stream.
 *
 * @param validation what becomes of an event that is not as its schema wants it
 */
public record Stream(Validation validation) {}
