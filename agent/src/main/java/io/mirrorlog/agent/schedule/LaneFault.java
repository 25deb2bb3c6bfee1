package io.mirrorlog.agent.schedule;

import java.time.Instant;

/**
 * A fault of Mirrorlog itself that has ended a lane until the agent is restarted.
 *
 * @param reason for people
 */
public record LaneFault(Instant since, String reason) {}
