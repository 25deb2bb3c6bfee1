package io.mirrorlog.agent.format;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.IntStream;

/** Reads one RFC 3339 timestamp; one text, one thread. */
final class Rfc3339 {

    private static final String SHAPE = "not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00";
    private static final int FRACTION_AT = 19;
    private static final int MAX_OFFSET = 18 * 3600;
    private static final int QUARTER = 15 * 60;

    /** The offsets that are in use: quarters of an hour. */
    private static final ZoneOffset[] QUARTERS = IntStream.rangeClosed(-MAX_OFFSET / QUARTER, MAX_OFFSET / QUARTER)
            .mapToObj(quarter -> ZoneOffset.ofTotalSeconds(quarter * QUARTER))
            .toArray(ZoneOffset[]::new);

    private final String text;
    private int at = FRACTION_AT;

    private Rfc3339(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException saying in a few words what is wrong */
    static OffsetDateTime read(String text) {
        return new Rfc3339(text).time();
    }

    private OffsetDateTime time() {
        if (text.length() < FRACTION_AT || !isShaped()) {
            throw new IllegalArgumentException(SHAPE);
        }
        LocalDate date = date();
        int second = number(17, 2);
        boolean leap = second == 60;
        LocalTime time = time(leap ? 59 : second).withNano(nanos());
        OffsetDateTime read = OffsetDateTime.of(date, time, offset());
        return leap ? read.plusSeconds(1) : read;
    }

    private boolean isShaped() {
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && "Tt ".indexOf(text.charAt(10)) >= 0
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
    }

    private LocalDate date() {
        int year = number(0, 4);
        int month = number(5, 2);
        int day = number(8, 2);
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no such day: " + text.substring(0, 10), e);
        }
    }

    private LocalTime time(int second) {
        int hour = number(11, 2);
        int minute = number(14, 2);
        if (hour > 23 || minute > 59 || second > 59) {
            throw new IllegalArgumentException("no such time of day: " + text.substring(11, FRACTION_AT));
        }
        return LocalTime.of(hour, minute, second);
    }

    private int nanos() {
        if (at == text.length() || text.charAt(at) != '.') {
            return 0;
        }
        int first = ++at;
        int nanos = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            if (at - first == 9) {
                throw new IllegalArgumentException("more than nine digits of fraction");
            }
            nanos = nanos * 10 + text.charAt(at++) - '0';
        }
        if (at == first) {
            throw new IllegalArgumentException(SHAPE);
        }
        for (int digits = at - first; digits < 9; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    private ZoneOffset offset() {
        if (at == text.length()) {
            throw new IllegalArgumentException("no offset, give Z or one like +02:00");
        }
        char sign = text.charAt(at);
        int left = text.length() - at;
        if ((sign == 'Z' || sign == 'z') && left == 1) {
            return ZoneOffset.UTC;
        }
        if ((sign != '+' && sign != '-') || left != 6 || text.charAt(at + 3) != ':') {
            throw new IllegalArgumentException(SHAPE);
        }
        int minutes = number(at + 4, 2);
        int seconds = (number(at + 1, 2) * 60 + minutes) * 60;
        if (minutes > 59) {
            throw new IllegalArgumentException("no such offset: " + text.substring(at));
        }
        if (seconds > MAX_OFFSET) {
            throw new IllegalArgumentException("offset " + text.substring(at) + " is beyond 18 hours");
        }
        if (seconds == 0) {
            return ZoneOffset.UTC;
        }
        return offset(sign == '-' ? -seconds : seconds);
    }

    /** Java's own table of offsets is one that threads share and fill: of little use to those that ask it all the time. */
    private static ZoneOffset offset(int seconds) {
        int quarter = seconds / QUARTER;
        return quarter * QUARTER == seconds
                ? QUARTERS[quarter + MAX_OFFSET / QUARTER]
                : ZoneOffset.ofTotalSeconds(seconds);
    }

    private int number(int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            if (!isDigit(text.charAt(i))) {
                throw new IllegalArgumentException(SHAPE);
            }
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
