package io.mirrorlog.agent.config;

import java.util.regex.Pattern;

/** What names may look like. */
final class Names {

    static final String SITE_FORM = "at most 100 letters, digits, spaces and . _ -, the first a letter or digit";
    static final String CONNECTION_FORM = "at most 64 letters, digits and . _ -, the first a letter or digit";
    static final String CONNECTION_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    private static final Pattern SITE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,99}");
    private static final Pattern CONNECTION = Pattern.compile(CONNECTION_PATTERN);

    private Names() {}

    /** Sites, and the identifiers that stand for them. */
    static boolean isSite(String name) {
        return SITE.matcher(name).matches();
    }

    static boolean isConnection(String name) {
        return CONNECTION.matcher(name).matches();
    }

    /** A host's name as a site's: other characters become a dash, what is too long is cut. */
    static String siteOf(String host) {
        String name = host.replaceAll("[^A-Za-z0-9._ -]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "localhost" : name.substring(0, Math.min(name.length(), 100));
    }
}
