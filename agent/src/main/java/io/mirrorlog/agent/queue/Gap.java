package io.mirrorlog.agent.queue;

/**
 * Events that are not retained any more although a connection was to get them.
 *
 * @param first their first sequence
 * @param last no missing one is behind it
 * @param events how many sequences between the two are missing, both included; at most so many events
 */
public record Gap(long first, long last, long events) {}
