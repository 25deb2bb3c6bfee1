package io.mirrorlog.connector;

import java.util.Locale;

/** Counts as people read them. Pure. */
public final class Counted {

    private Counted() {}

    /** {@code 1 event}, {@code 2,000 events}. */
    public static String of(long count, String noun) {
        return String.format(Locale.ROOT, count == 1 ? "%,d %s" : "%,d %ss", count, noun);
    }

    /** The same with what is said of one, or of several: {@code 1 event was}, {@code 2 events were}. */
    public static String of(long count, String noun, String saidOfOne, String saidOfSeveral) {
        return of(count, noun) + " " + (count == 1 ? saidOfOne : saidOfSeveral);
    }
}
