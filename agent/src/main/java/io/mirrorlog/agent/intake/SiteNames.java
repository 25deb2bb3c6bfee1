package io.mirrorlog.agent.intake;

import java.util.regex.Pattern;

/** What a site may be called: short, and safe in a line, a path and a header. */
final class SiteNames {

    static final String RULE = "1 to 100 letters, digits, dots, dashes, underscores or spaces, a letter or digit first";

    private static final int LONGEST = 100;
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,99}");
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://");
    private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9._ -]");
    private static final Pattern BAD_START = Pattern.compile("^[^A-Za-z0-9]+");

    private SiteNames() {}

    static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /** A valid name made of a URL or free text; empty when nothing usable is in it. */
    static String mapped(String text) {
        String start = text.length() > 2 * LONGEST ? text.substring(0, 2 * LONGEST) : text;
        String bare = SCHEME.matcher(start).replaceFirst("");
        String name = FOREIGN.matcher(bare).replaceAll("-");
        name = BAD_START.matcher(name).replaceFirst("");
        while (name.endsWith("-") || name.endsWith("/")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }
}
