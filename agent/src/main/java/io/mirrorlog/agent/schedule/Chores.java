package io.mirrorlog.agent.schedule;

import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the chores by the wall clock, each at its cron expression, one run of each at a time. */
public final class Chores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final String WORK = "work";

    private final Scheduler scheduler;

    /**
     * Starts the clockwork; nothing runs before its time.
     *
     * @param chores the work by cron expression
     */
    public Chores(Map<Runnable, String> chores, ZoneId zone) {
        var settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "chores");
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", "1");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        try {
            scheduler = new StdSchedulerFactory(settings).getScheduler();
            for (Map.Entry<Runnable, String> chore : chores.entrySet()) {
                JobDetail job = JobBuilder.newJob(Chore.class)
                        .usingJobData(new JobDataMap(Map.of(WORK, chore.getKey())))
                        .build();
                Trigger trigger = TriggerBuilder.newTrigger()
                        .withSchedule(CronScheduleBuilder.cronSchedule(chore.getValue())
                                .inTimeZone(TimeZone.getTimeZone(zone))
                                .withMisfireHandlingInstructionFireAndProceed())
                        .build();
                scheduler.scheduleJob(job, trigger);
            }
            scheduler.start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("the chores cannot be scheduled: " + e.getMessage(), e);
        }
    }

    /** Returns when no chore runs any more. */
    @Override
    public void close() {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the chores did not stop: " + e.getMessage(), e);
        }
    }

    /** What Quartz makes anew for each run. */
    @DisallowConcurrentExecution
    public static final class Chore implements Job {

        @Override
        public void execute(JobExecutionContext context) {
            try {
                Object work = context.getMergedJobDataMap().get(WORK);
                ((Runnable) Objects.requireNonNull(work)).run();
            } catch (RuntimeException e) {
                LOG.error("A chore failed; it runs again at its next time", e);
            }
        }
    }
}
