package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/**
 * When the housekeeping runs.
 *
 * @param retention a cron expression in Quartz's form: seconds, minutes, hours, day of month, month, day of week and, if
 *     wanted, year; its form is checked, the scheduler reads it
 */
public record MaintenanceSettings(
        @Option(value = "when old events are deleted: a Quartz cron expression", orElse = "0 15 3 * * ?")
        String retention,

        @Option(value = "the time zone of the cron expressions", orElse = "UTC")
        ZoneId timezone) {

    private static final Pattern FIELD = Pattern.compile("[0-9A-Za-z*?/,#-]+");
    private static final int DAY_OF_MONTH = 3;
    private static final int DAY_OF_WEEK = 5;

    public MaintenanceSettings {
        new Faults()
                .unless(
                        isCron(retention),
                        "retention: is no cron expression; six or seven fields with ? for one of the days,"
                                + " such as 0 15 3 * * ?")
                .throwAny();
    }

    private static boolean isCron(String text) {
        List<String> fields = List.of(text.strip().split("\\s+"));
        return (fields.size() == 6 || fields.size() == 7)
                && fields.stream().allMatch(field -> FIELD.matcher(field).matches())
                && fields.get(DAY_OF_MONTH).equals("?")
                        != fields.get(DAY_OF_WEEK).equals("?");
    }
}
