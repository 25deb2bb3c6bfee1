/** The queue in one SQLite file: the only package besides the schedule that sees java.sql. */
@NullMarked
package io.mirrorlog.agent.queue.sqlite;

import org.jspecify.annotations.NullMarked;
