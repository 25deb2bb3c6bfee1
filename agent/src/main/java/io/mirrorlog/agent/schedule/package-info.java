/** When things run: lanes by db-scheduler, chores by Quartz. Nobody else imports either. */
@NullMarked
package io.mirrorlog.agent.schedule;

import org.jspecify.annotations.NullMarked;
