package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/**
 * When the housekeeping runs, by cron expressions in Quartz's form: seconds, minutes, hours, day of month, month, day of
 * week and, if wanted, year. Their form is checked, the scheduler reads them.
 *
 * @param keepRefused how long refused events stay in {@code data_dir/refused}; 1 hour to 3650 days
 */
public record MaintenanceSettings(
        @Option(value = "when old events are deleted: a Quartz cron expression", orElse = "0 15 3 * * ?")
        String retention,

        @Option(
                value = "when the write-ahead log is moved into the queue's file: a Quartz cron expression",
                orElse = "0 7 * * * ?")
        String checkpoint,

        @Option(value = "when the queue's file is optimised: a Quartz cron expression", orElse = "0 30 3 * * ?")
        String optimise,

        @Option(value = "when unused room is given back to the disk: a Quartz cron expression", orElse = "0 40 3 * * ?")
        String space,

        @Option(value = "when old refused events are deleted: a Quartz cron expression", orElse = "0 50 3 * * ?")
        String refused,

        @Option(value = "how long refused events are kept; 1h to 3650d", orElse = "30d")
        Duration keepRefused,

        @Option(value = "the time zone of the cron expressions", orElse = "UTC")
        ZoneId timezone) {

    private static final Pattern FIELD = Pattern.compile("[0-9A-Za-z*?/,#-]+");
    private static final int DAY_OF_MONTH = 3;
    private static final int DAY_OF_WEEK = 5;

    public MaintenanceSettings {
        new Faults()
                .unless(isCron(retention), noCron("retention"))
                .unless(isCron(checkpoint), noCron("checkpoint"))
                .unless(isCron(optimise), noCron("optimise"))
                .unless(isCron(space), noCron("space"))
                .unless(isCron(refused), noCron("refused"))
                .range("keep_refused", keepRefused, Duration.ofHours(1), Duration.ofDays(3650))
                .throwAny();
    }

    private static String noCron(String key) {
        return key + ": is no cron expression; six or seven fields with ? for one of the days, such as 0 15 3 * * ?";
    }

    private static boolean isCron(String text) {
        List<String> fields = List.of(text.strip().split("\\s+"));
        return (fields.size() == 6 || fields.size() == 7)
                && fields.stream().allMatch(field -> FIELD.matcher(field).matches())
                && fields.get(DAY_OF_MONTH).equals("?")
                        != fields.get(DAY_OF_WEEK).equals("?");
    }
}
