package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import java.time.Instant;

/**
 * An event with its place in the queue.
 *
 * @param sequence the event's own number, given in commit order, never used twice
 * @param arrived when the agent took it, to the microsecond
 * @param bytes how much room its stored form takes
 */
public record QueuedEvent(long sequence, Instant arrived, int bytes, Event event) {}
