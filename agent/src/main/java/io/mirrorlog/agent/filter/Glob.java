package io.mirrorlog.agent.filter;

import java.util.function.Predicate;

/**
 * A pattern in which {@code *} stands for any characters, none included.
 *
 * <p>Not a regular expression, so that no pattern takes longer than its length times the text's.
 */
public record Glob(String pattern) implements Predicate<String> {

    /** The longest pattern. */
    static final int LENGTH_MAX = 200;

    public Glob {
        if (pattern.isEmpty() || pattern.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "is no pattern; write 1 to " + LENGTH_MAX + " characters, with * for any characters");
        }
    }

    /** As a user writes it. */
    public static Glob parse(String text) {
        return new Glob(text);
    }

    @Override
    public boolean test(String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume; // the last star takes one character more
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
