package io.mirrorlog.agent.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 1s}, {@code 5m}, {@code 24h}, {@code 7d}, {@code 0}. */
public final class Durations {

    static final String PATTERN = "^(0|[0-9]{1,9}(ms|s|m|h|d))$";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    /** The largest first. */
    private static final Map<String, ChronoUnit> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("d", ChronoUnit.DAYS);
        UNITS.put("h", ChronoUnit.HOURS);
        UNITS.put("m", ChronoUnit.MINUTES);
        UNITS.put("s", ChronoUnit.SECONDS);
        UNITS.put("ms", ChronoUnit.MILLIS);
    }

    private Durations() {}

    /** @throws IllegalArgumentException when it is none */
    static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = FORM.matcher(text);
        ChronoUnit unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("no duration");
        }
        return Duration.of(Long.parseLong(matcher.group(1)), unit);
    }

    /** As it would be written, to the millisecond. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        for (var unit : UNITS.entrySet()) {
            long each = unit.getValue().getDuration().toMillis();
            if (millis % each == 0) {
                return millis / each + unit.getKey();
            }
        }
        return millis + "ms";
    }
}
