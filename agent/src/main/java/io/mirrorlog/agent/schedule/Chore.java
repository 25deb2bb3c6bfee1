package io.mirrorlog.agent.schedule;

import java.util.function.Supplier;

/**
 * One piece of housekeeping.
 *
 * @param name as it stands in the configuration
 * @param cron when it runs, in Quartz's form
 * @param work does it, and says in a few words what it did
 */
public record Chore(String name, String cron, Supplier<String> work) {}
