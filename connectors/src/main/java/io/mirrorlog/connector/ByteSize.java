package io.mirrorlog.connector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 500MiB}, {@code 8KiB}, {@code 1GB}, {@code 1024}. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    /** What is accepted, as a regular expression that JSON Schema knows too. */
    public static final String PATTERN = "^[0-9]{1,18}(B|KB|KiB|MB|MiB|GB|GiB|TB|TiB)?$";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([A-Za-z]*)");

    /** The largest first, powers of two before powers of ten. */
    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("TiB", 1L << 40);
        UNITS.put("GiB", 1L << 30);
        UNITS.put("MiB", 1L << 20);
        UNITS.put("KiB", 1L << 10);
        UNITS.put("TB", 1_000_000_000_000L);
        UNITS.put("GB", 1_000_000_000L);
        UNITS.put("MB", 1_000_000L);
        UNITS.put("KB", 1_000L);
        UNITS.put("B", 1L);
    }

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    public static ByteSize ofKiB(long number) {
        return new ByteSize(Math.multiplyExact(number, 1L << 10));
    }

    public static ByteSize ofMiB(long number) {
        return new ByteSize(Math.multiplyExact(number, 1L << 20));
    }

    public static ByteSize ofGiB(long number) {
        return new ByteSize(Math.multiplyExact(number, 1L << 30));
    }

    /** @throws IllegalArgumentException when it is none */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no size");
        }
        Long unit = matcher.group(2).isEmpty() ? Long.valueOf(1) : UNITS.get(matcher.group(2));
        if (unit == null) {
            throw new IllegalArgumentException("no such unit");
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("more bytes than can be counted", e);
        }
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** As it would be written, exactly, in the largest unit. */
    @Override
    public String toString() {
        for (var unit : UNITS.entrySet()) {
            if (bytes != 0 && unit.getValue() > 1 && bytes % unit.getValue() == 0) {
                return bytes / unit.getValue() + unit.getKey();
            }
        }
        return Long.toString(bytes);
    }
}
