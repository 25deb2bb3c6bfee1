package io.mirrorlog.connector;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many calls in a time, written {@code 10/s}, {@code 30/m}, {@code 500/h}.
 *
 * @param calls 1 to 10,000
 * @param per a second, a minute or an hour
 */
public record Rate(int calls, Duration per) {

    /** What is accepted, as a regular expression that JSON Schema knows too. */
    public static final String PATTERN = "^[0-9]{1,5}/[smh]$";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,5})/([smh])");

    private static final Map<String, Duration> UNITS =
            Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1));

    public Rate {
        if (calls < 1 || calls > 10_000 || !UNITS.containsValue(per)) {
            throw new IllegalArgumentException("a rate is 1 to 10000 calls a second, a minute or an hour");
        }
    }

    /** @throws IllegalArgumentException when it is none */
    public static Rate parse(String text) {
        Matcher matcher = FORM.matcher(text);
        Duration per = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (per == null) {
            throw new IllegalArgumentException("no rate");
        }
        return new Rate(Integer.parseInt(matcher.group(1)), per);
    }

    /** The time between two calls, rounded up: never more calls than that. */
    public Duration interval() {
        long nanos = per.toNanos();
        return Duration.ofNanos((nanos + calls - 1) / calls);
    }

    /** As it would be written. */
    @Override
    public String toString() {
        String unit = per.toSeconds() == 1 ? "s" : per.toMinutes() == 1 ? "m" : "h";
        return calls + "/" + unit;
    }
}
