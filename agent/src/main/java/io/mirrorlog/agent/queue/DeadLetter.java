package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import java.time.Instant;

/**
 * An event that a destination refused for good, kept with a copy of the event so that retention cannot take it.
 *
 * @param attempts how often it was offered
 * @param first when it was offered first
 * @param last when it was refused
 */
public record DeadLetter(
        String connection, long sequence, Event event, String reason, int attempts, Instant first, Instant last) {}
