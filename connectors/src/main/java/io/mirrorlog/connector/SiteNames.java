package io.mirrorlog.connector;

import java.util.regex.Pattern;

/** What a site may be called, and the nearest such name for what is called otherwise. */
public final class SiteNames {

    /** The rule in words, for whoever broke it. */
    public static final String RULE = "at most 100 letters, digits, spaces and . _ -, the first a letter or digit";

    private static final int LONGEST = 100;
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]{0,30}://");
    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9._ -]");

    /** For a name of which nothing can be kept. */
    public static final String UNNAMED = "unnamed";

    private SiteNames() {}

    /** True for a name that an event may carry. */
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LONGEST || !isLetterOrDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != ' ' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** The name itself if it is valid; else without a URL's scheme, other characters as {@code -}, and cut. */
    public static String nearest(String name) {
        if (isValid(name)) {
            return name;
        }
        String host = SCHEME.matcher(name).replaceFirst("");
        String head = host.substring(0, Math.min(host.length(), 10 * LONGEST));
        String mapped = OTHERS.matcher(head).replaceAll("-");
        int from = 0;
        while (from < mapped.length() && !isLetterOrDigit(mapped.charAt(from))) {
            from++;
        }
        int to = Math.min(mapped.length(), from + LONGEST);
        while (to > from && !isLetterOrDigit(mapped.charAt(to - 1))) {
            to--;
        }
        return from == to ? UNNAMED : mapped.substring(from, to);
    }

    private static boolean isLetterOrDigit(char c) {
        return c < 0x7f && Character.isLetterOrDigit(c);
    }
}
