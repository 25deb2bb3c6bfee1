package io.mirrorlog.agent.read;

import io.mirrorlog.agent.filter.SeverityPattern;
import io.mirrorlog.agent.filter.TypePattern;
import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.agent.index.FreeText;
import io.mirrorlog.agent.index.LogQuery;
import io.mirrorlog.connector.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * {@code type} matches the type or {@code type/action}, with {@code *} for any characters; {@code title} is that of the
 * page, or its beginning with {@code *} behind it; {@code q} holds words that stand anywhere in the event.
 */
public final class EventFilter implements Predicate<Event> {

    /** The names of all wishes. */
    public static final Set<String> WISHES =
            Set.of("since", "until", "site", "user", "severity", "type", "action", "title", "q");

    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

    private final LogQuery query;

    private EventFilter(Map<String, String> wishes, Instant now) {
        String title = wishes.get("title");
        String beginning = title != null && title.endsWith("*") ? title.substring(0, title.length() - 1) : null;
        Instant since = time(wishes, "since", now);
        Instant until = time(wishes, "until", now);
        if (since != null && until != null && until.isBefore(since)) {
            throw new IllegalArgumentException("until: lies before since, so there can be no such event");
        }
        query = LogQuery.asking()
                .since(since)
                .until(until)
                .site(wishes.get("site"))
                .user(wishes.get("user"))
                .severity(pattern(wishes, "severity", wanted -> SeverityPattern.parse(orGraver(wanted))))
                .pattern(pattern(wishes, "type", TypePattern::parse))
                .action(wishes.get("action"))
                .title(beginning == null ? title : null)
                .titlePrefix(beginning)
                .text(pattern(wishes, "q", FreeText::parse))
                .query();
    }

    /**
     * @param wishes by name, those of {@link #WISHES}; others are not looked at
     * @throws IllegalArgumentException naming the wish that makes no sense
     */
    public static EventFilter of(Map<String, String> wishes, Instant now) {
        return new EventFilter(wishes, now);
    }

    /**
     * A wish that is misspelled must not be answered as if it were fulfilled.
     *
     * @param others what may be asked besides
     * @throws IllegalArgumentException naming the first that is neither
     */
    static void requireKnown(Set<String> names, Set<String> others) {
        for (String name : new TreeSet<>(names)) {
            if (!WISHES.contains(name) && !others.contains(name)) {
                throw new IllegalArgumentException(name + ": no such parameter; there are "
                        + String.join(", ", new TreeSet<>(WISHES)) + ", " + String.join(", ", new TreeSet<>(others)));
            }
        }
    }

    @Override
    public boolean test(Event event) {
        return query.fits(event);
    }

    /** The same for an index. */
    public LogQuery query() {
        return query;
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
