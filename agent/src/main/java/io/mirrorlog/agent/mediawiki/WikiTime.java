package io.mirrorlog.agent.mediawiki;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as MediaWiki reads and writes them: in whole seconds, in UTC. Pure. */
final class WikiTime {

    private static final Pattern DIGITS = Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)");
    private static final Pattern ISO = Pattern.compile(
            "(\\d{4})-(\\d\\d)-(\\d\\d)[T ](\\d\\d):(\\d\\d):(\\d\\d)(?:[.,]\\d{1,9})?(Z| GMT|[+-]\\d\\d(?::?\\d\\d)?)?");
    private static final Pattern BASIC_ISO = Pattern.compile(
            "(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)(?:[.,]\\d{1,9})?(Z|[+-]\\d\\d(?::?\\d\\d)?)?");
    private static final Pattern OF_PICTURES = Pattern.compile("(\\d{4}):(\\d\\d):(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)");
    private static final Pattern UNIX = Pattern.compile("(-?\\d{1,13})(?:\\.\\d{1,6})?");

    /** The forms of RFC 2822, of RFC 850, and of C's asctime. */
    private static final List<DateTimeFormatter> WITH_WORDS = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss z", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC));

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private WikiTime() {}

    /** The time that a parameter tells; empty when it tells none. */
    static Optional<Instant> read(String text, Instant now) {
        if (text.equals("now")) {
            return Optional.of(now.truncatedTo(ChronoUnit.SECONDS));
        }
        try {
            for (Pattern form : List.of(DIGITS, ISO, BASIC_ISO, OF_PICTURES)) {
                Matcher parts = form.matcher(text);
                if (parts.matches()) {
                    return Optional.of(of(parts));
                }
            }
            Matcher unix = UNIX.matcher(text);
            return unix.matches() ? ofUnix(Long.parseLong(unix.group(1))) : inWords(text);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The time of a place in the log: fourteen digits. */
    static Optional<Instant> ofStamp(String digits) {
        Matcher parts = DIGITS.matcher(digits);
        try {
            return parts.matches() ? Optional.of(of(parts)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static String stamp(Instant time) {
        return STAMP.format(time);
    }

    static String shown(Instant time) {
        return SHOWN.format(time);
    }

    private static Instant of(Matcher parts) {
        return LocalDateTime.of(
                        number(parts, 1),
                        number(parts, 2),
                        number(parts, 3),
                        number(parts, 4),
                        number(parts, 5),
                        number(parts, 6))
                .toInstant(offset(parts));
    }

    private static ZoneOffset offset(Matcher parts) {
        String zone = parts.groupCount() < 7 ? null : parts.group(7);
        return zone == null || zone.equals("Z") || zone.equals(" GMT") ? ZoneOffset.UTC : ZoneOffset.of(zone);
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static Optional<Instant> ofUnix(long second) {
        Instant time = Instant.ofEpochSecond(second);
        int year = time.atOffset(ZoneOffset.UTC).getYear();
        return year < 0 || year > 9999 ? Optional.empty() : Optional.of(time);
    }

    private static Optional<Instant> inWords(String text) {
        for (DateTimeFormatter form : WITH_WORDS) {
            try {
                return Optional.of(ZonedDateTime.parse(text, form).toInstant());
            } catch (DateTimeException e) {
                // perhaps the next form is meant
            }
        }
        return Optional.empty();
    }
}
