package io.mirrorlog.agent.queue.sqlite;

/**
 * One event of a commit.
 *
 * @param arrived in microseconds
 * @param index its place among the bodies
 */
record Stored(long sequence, long arrived, Bodies bodies, int index) {}
