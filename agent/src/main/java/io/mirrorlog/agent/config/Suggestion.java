package io.mirrorlog.agent.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant to write. */
public final class Suggestion {

    private static final int LENGTH_MAX = 64;

    private Suggestion() {}

    /** {@code  (did you mean url?)}, with its leading space; empty when nothing is near. */
    public static String among(Collection<String> known, String given) {
        String nearest = nearest(known, given);
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    /** The nearest known word: two slips away, or a third of a long word; one slip in a short one. */
    private static @Nullable String nearest(Collection<String> known, String given) {
        if (given.length() > LENGTH_MAX) {
            return null;
        }
        String word = given.toLowerCase(Locale.ROOT);
        int least = word.length() < 4 ? 1 : Math.max(2, word.length() / 3);
        String nearest = null;
        for (String candidate : known) {
            int distance = distance(word, candidate.toLowerCase(Locale.ROOT));
            if (distance < least || (distance == least && nearest == null)) {
                nearest = candidate;
                least = distance;
            }
        }
        return nearest;
    }

    /** How many letters are to be added, dropped, changed or swapped with a neighbour (Damerau and Levenshtein). */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
