package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.Counted;
import java.util.Locale;

/** Numbers and long texts as people read them. Pure. */
final class Words {

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private Words() {}

    /** {@code 1 event}, {@code 2,000 events}. */
    static String count(long count, String noun) {
        return Counted.of(count, noun);
    }

    /** {@code 12,345}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1.5 MiB}. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return count(bytes, "byte");
        }
        double count = bytes;
        int unit = 0;
        while (count >= 1024 && unit < UNITS.length - 1) {
            count /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", count, UNITS[unit]);
    }

    /** At most so many characters; the last one tells what is missing. */
    static String cut(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /** {@code 0.5/s}, {@code 1,234/s}. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%,.0f/s", perSecond);
    }

    /** {@code 90 s}, {@code 15 min}, {@code 7 h}, {@code 3 days}: exact enough to decide whether to worry. */
    static String age(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + " h" : number(seconds / 86_400) + " days";
    }
}
