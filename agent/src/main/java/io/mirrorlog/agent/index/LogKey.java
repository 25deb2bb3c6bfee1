package io.mirrorlog.agent.index;

/**
 * The place of an event in a {@link LogOrder}: what decides first stands first.
 *
 * @param second of the event's own time, since 1970
 * @param tie what decides between events of the same second
 * @param sequence what decides in the end
 */
public record LogKey(long second, long tie, long sequence) {}
