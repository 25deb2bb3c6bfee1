package io.mirrorlog.agent.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a chore ran and when it runs again.
 *
 * @param last absent before its first run
 * @param next absent when its cron expression names no time any more
 */
public record ChoreStanding(
        @Nullable ChoreRun last, @Nullable Instant next) {}
