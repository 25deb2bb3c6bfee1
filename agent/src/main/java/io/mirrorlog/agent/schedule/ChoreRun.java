package io.mirrorlog.agent.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * How a chore went.
 *
 * @param took to the millisecond
 * @param told what it did, or why it failed, for people
 */
public record ChoreRun(Instant started, Duration took, boolean failed, String told) {}
