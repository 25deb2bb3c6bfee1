package io.mirrorlog.agent.schedule;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;
import org.quartz.CronScheduleBuilder;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.InterruptableJob;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the chores by the wall clock, each at its cron expression, one at a time; what was missed runs at the start.
 *
 * <p>Safe for many threads.
 */
public final class Chores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final String WORK = "work";

    /** Quartz knows its schedulers by name, all of a process together. */
    private static final AtomicInteger CLOCKWORKS = new AtomicInteger();

    /** A chore with its times. */
    private record Timed(Chore chore, CronExpression cron) {

        @Nullable
        Instant nextAfter(Instant time) {
            Date next = cron.getNextValidTimeAfter(Date.from(time));
            return next == null ? null : next.toInstant();
        }
    }

    private final Map<String, Timed> chores = new LinkedHashMap<>();
    private final Map<String, ChoreRun> last = new ConcurrentHashMap<>();
    private final TimeZone zone;
    private final ChoreLog log;
    private final InstantSource clock;
    private final Scheduler scheduler;

    /**
     * Starts the clockwork; nothing runs before its time but what should have run while the agent was away.
     *
     * @throws IllegalStateException when a cron expression is none
     */
    public Chores(List<Chore> chores, ZoneId zone, ChoreLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
        this.zone = TimeZone.getTimeZone(zone);
        try {
            scheduler = new StdSchedulerFactory(settings()).getScheduler();
        } catch (SchedulerException e) {
            throw unscheduled(e);
        }
        try {
            begin(chores);
        } catch (SchedulerException | ParseException | RuntimeException e) {
            close();
            throw unscheduled(e);
        }
    }

    private void begin(List<Chore> all) throws SchedulerException, ParseException {
        for (Chore chore : all) {
            add(chore);
        }
        scheduler.start();
        for (Timed timed : chores.values()) {
            if (missed(timed)) {
                scheduler.triggerJob(JobKey.jobKey(timed.chore().name()));
            }
        }
    }

    private static IllegalStateException unscheduled(Exception e) {
        return new IllegalStateException("the chores cannot be scheduled: " + e.getMessage(), e);
    }

    private static Properties settings() {
        var settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "chores-" + CLOCKWORKS.incrementAndGet());
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", "1");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        return settings;
    }

    private void add(Chore chore) throws SchedulerException, ParseException {
        var cron = new CronExpression(chore.cron());
        cron.setTimeZone(zone);
        chores.put(chore.name(), new Timed(chore, cron));
        ChoreRun before = log.last(chore.name());
        if (before != null) {
            last.put(chore.name(), before);
        }
        Runnable work = () -> run(chore);
        JobDetail job = JobBuilder.newJob(Turn.class)
                .withIdentity(chore.name())
                .usingJobData(new JobDataMap(Map.of(WORK, work)))
                .build();
        scheduler.scheduleJob(
                job,
                TriggerBuilder.newTrigger()
                        .withSchedule(
                                CronScheduleBuilder.cronSchedule(cron).withMisfireHandlingInstructionFireAndProceed())
                        .build());
    }

    private boolean missed(Timed timed) {
        Instant now = clock.instant();
        Instant due = timed.nextAfter(log.idleSince(timed.chore().name(), now));
        return due != null && !due.isAfter(now);
    }

    private void run(Chore chore) {
        Instant started = clock.instant();
        boolean failed = false;
        String told;
        try {
            told = chore.work().get();
        } catch (RuntimeException e) {
            LOG.error("The chore {} failed; it runs again at its next time", chore.name(), e);
            failed = true;
            told = String.valueOf(e.getMessage());
        }
        Duration took = Duration.between(started, clock.instant()).truncatedTo(ChronoUnit.MILLIS);
        var run = new ChoreRun(started, took.isNegative() ? Duration.ZERO : took, failed, told);
        last.put(chore.name(), run);
        try {
            log.record(chore.name(), run);
        } catch (IllegalStateException e) {
            LOG.warn("{}: {}; it may run once more at the next start", chore.name(), e.getMessage());
        }
    }

    /** When each chore ran last and runs next, by its name. */
    public Map<String, ChoreStanding> standings() {
        Map<String, ChoreStanding> standings = new LinkedHashMap<>();
        Instant now = clock.instant();
        chores.forEach((name, timed) -> standings.put(name, new ChoreStanding(last.get(name), timed.nextAfter(now))));
        return standings;
    }

    /** Asks a chore that runs to end after its present step, and returns when none runs any more. */
    @Override
    public void close() {
        try {
            for (JobExecutionContext running : scheduler.getCurrentlyExecutingJobs()) {
                scheduler.interrupt(running.getJobDetail().getKey());
            }
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the chores did not stop: " + e.getMessage(), e);
        }
    }

    /** What Quartz makes anew for each run. */
    @DisallowConcurrentExecution
    public static final class Turn implements InterruptableJob {

        private volatile @Nullable Thread thread;

        @Override
        public void execute(JobExecutionContext context) {
            thread = Thread.currentThread();
            Object work = context.getMergedJobDataMap().get(WORK);
            ((Runnable) Objects.requireNonNull(work)).run();
        }

        @Override
        public void interrupt() {
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        }
    }
}
