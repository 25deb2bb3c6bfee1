package io.mirrorlog.agent.format;

import static java.time.ZoneOffset.UTC;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Timestamps as text and as numbers, to the nanosecond. */
public final class Timestamps {

    /** The first second of the year 0000 and the last of 9999. */
    private static final long FIRST_SECOND = -62_167_219_200L;

    private static final long LAST_SECOND = 253_402_300_799L;

    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    /** Numbers written with more characters, or with a point further to either side, are no times. */
    private static final int LONGEST_NUMBER = 100;

    private Timestamps() {}

    /** {@code yyyy-MM-ddTHH:mm:ss.nnnnnnnnn+hh:mm}: always nine digits, always a numeric offset. */
    public static String format(OffsetDateTime time) {
        var text = new StringBuilder(35);
        append(text, time);
        return text.toString();
    }

    /** Appends the time as {@link #format} gives it; outside the years 0000 to 9999 the year has a sign, as in Java. */
    static void append(StringBuilder to, OffsetDateTime time) {
        int year = time.getYear();
        if (year < 0 || year > 9999) {
            to.append(time);
            return;
        }
        appendTwo(to, year / 100);
        appendTwo(to, year % 100);
        appendTwo(to.append('-'), time.getMonthValue());
        appendTwo(to.append('-'), time.getDayOfMonth());
        appendTwo(to.append('T'), time.getHour());
        appendTwo(to.append(':'), time.getMinute());
        appendTwo(to.append(':'), time.getSecond());
        appendFraction(to, time.getNano());
        appendOffset(to, time.getOffset());
    }

    /** Appends {@code +hh:mm}, with {@code :ss} where an offset has seconds. */
    static void appendOffset(StringBuilder to, ZoneOffset offset) {
        int total = offset.getTotalSeconds();
        int seconds = Math.abs(total);
        appendTwo(to.append(total < 0 ? '-' : '+'), seconds / 3600);
        appendTwo(to.append(':'), seconds / 60 % 60);
        if (seconds % 60 != 0) {
            appendTwo(to.append(':'), seconds % 60);
        }
    }

    /**
     * Reads an RFC 3339 timestamp with at most nine digits of fraction; {@code t}, {@code z} and a blank for the
     * {@code T} are welcome, and a leap second is the second behind it.
     *
     * @throws IllegalArgumentException saying in a few words what is wrong
     */
    public static OffsetDateTime ofRfc3339(String text) {
        return checked(Rfc3339.read(text));
    }

    /**
     * Reads the time since 1970 in a unit told by the size of the number: below 1e11 seconds, 1e14 milliseconds, 1e17
     * microseconds, else nanoseconds. What is finer than a nanosecond is cut off.
     *
     * @param decimal a JSON number
     * @return the time in UTC
     * @throws IllegalArgumentException saying in a few words what is wrong
     */
    public static OffsetDateTime ofEpoch(String decimal) {
        BigDecimal number = number(decimal);
        BigDecimal size = number.abs();
        int decimals = 0;
        if (size.compareTo(BigDecimal.valueOf(1, -11)) < 0) {
            decimals = 9;
        } else if (size.compareTo(BigDecimal.valueOf(1, -14)) < 0) {
            decimals = 6;
        } else if (size.compareTo(BigDecimal.valueOf(1, -17)) < 0) {
            decimals = 3;
        }
        BigInteger nanos =
                number.movePointRight(decimals).setScale(0, RoundingMode.FLOOR).unscaledValue();
        BigInteger nano = nanos.mod(NANOS);
        BigInteger second = nanos.subtract(nano).divide(NANOS);
        if (second.bitLength() > 62) {
            throw outOfRange();
        }
        return checked(Instant.EPOCH
                .atOffset(UTC)
                .plusSeconds(inRange(second.longValue()))
                .plusNanos(nano.longValue()));
    }

    private static BigDecimal number(String decimal) {
        try {
            BigDecimal number = decimal.length() > LONGEST_NUMBER ? null : new BigDecimal(decimal);
            // Bounded before any arithmetic: 1E999999999 has that many digits.
            if (number == null || Math.abs((long) number.scale()) > LONGEST_NUMBER) {
                throw outOfRange();
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number", e);
        }
    }

    private static OffsetDateTime checked(OffsetDateTime time) {
        inRange(time.toEpochSecond());
        return time;
    }

    private static long inRange(long second) {
        if (second < FIRST_SECOND || second > LAST_SECOND) {
            throw outOfRange();
        }
        return second;
    }

    private static IllegalArgumentException outOfRange() {
        return new IllegalArgumentException("outside the years 0000 to 9999 (UTC)");
    }

    private static void appendTwo(StringBuilder to, int number) {
        to.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** Appends a point and nine digits; the point takes the place of a one that has kept the zeros. */
    private static void appendFraction(StringBuilder to, int nanos) {
        int point = to.length();
        to.append(1_000_000_000 + nanos).setCharAt(point, '.');
    }
}
