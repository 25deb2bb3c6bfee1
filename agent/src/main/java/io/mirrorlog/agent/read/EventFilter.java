package io.mirrorlog.agent.read;

import io.mirrorlog.agent.filter.SeverityPattern;
import io.mirrorlog.agent.filter.TypePattern;
import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which events a reader wants to see; all that is asked must hold. Pure.
 *
 * <p>{@code since} and {@code until} go by the event's own time and take a time (RFC 3339) or an age ({@code 90s},
 * {@code 15m}, {@code 1h}, {@code 7d}); {@code severity} takes a word, or {@code high+} for that one and all graver ones;
 * {@code type} matches the type or {@code type/action}, with {@code *} for any characters.
 */
public final class EventFilter implements Predicate<Event> {

    /** The names of all wishes. */
    public static final Set<String> WISHES = Set.of("since", "until", "site", "user", "severity", "type");

    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

    private final @Nullable Instant since;
    private final @Nullable Instant until;
    private final @Nullable String site;
    private final @Nullable String user;
    private final @Nullable SeverityPattern severity;
    private final @Nullable TypePattern type;

    private EventFilter(Map<String, String> wishes, Instant now) {
        since = time(wishes, "since", now);
        until = time(wishes, "until", now);
        site = wishes.get("site");
        user = wishes.get("user");
        severity = pattern(wishes, "severity", wanted -> SeverityPattern.parse(orGraver(wanted)));
        type = pattern(wishes, "type", TypePattern::parse);
    }

    /**
     * @param wishes by name: since, until, site, user, severity, type; others are not looked at
     * @throws IllegalArgumentException naming the wish that makes no sense
     */
    public static EventFilter of(Map<String, String> wishes, Instant now) {
        return new EventFilter(wishes, now);
    }

    @Override
    public boolean test(Event event) {
        Instant time = event.timestamp().toInstant();
        return (since == null || !time.isBefore(since))
                && (until == null || time.isBefore(until))
                && (site == null || site.equals(event.site()))
                && (severity == null || severity.test(event.severity()))
                && (user == null || isText(event.user(), user))
                && (type == null || type.test(event));
    }

    private static boolean isText(@Nullable Scalar scalar, String text) {
        return scalar != null && scalar.text().equals(text);
    }

    /** A + that nobody percent-encoded arrives as a blank; to read "high" for "high+" would hide events. */
    private static String orGraver(String severity) {
        return severity.endsWith(" ") ? severity.substring(0, severity.length() - 1) + '+' : severity;
    }

    /** A + that nobody percent-encoded arrives as a blank. */
    private static String withPlus(String time) {
        int offset = time.length() - "+00:00".length();
        return offset > 0 && time.charAt(offset) == ' '
                ? time.substring(0, offset) + '+' + time.substring(offset + 1)
                : time;
    }

    private static <T> @Nullable T pattern(Map<String, String> wishes, String name, Function<String, T> reading) {
        String text = wishes.get(name);
        try {
            return text == null ? null : reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /**
     * The time that is wished for: RFC 3339 or an age; null when there is no such wish.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static @Nullable Instant time(Map<String, String> wishes, String name, Instant now) {
        String text = wishes.get(name);
        if (text == null) {
            return null;
        }
        Matcher age = AGE.matcher(text);
        if (age.matches()) {
            long count = Long.parseLong(age.group(1));
            return now.minus(
                    switch (age.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        try {
            return Timestamps.ofRfc3339(withPlus(text)).toInstant();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + ": may be an age such as 15m, 1h or 7d, or a time such as 2026-11-21T20:16:00+00:00");
        }
    }
}
