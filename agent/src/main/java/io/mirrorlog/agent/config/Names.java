package io.mirrorlog.agent.config;

import io.mirrorlog.connector.SiteNames;
import java.util.regex.Pattern;

/** What names may look like. */
public final class Names {

    public static final String CONNECTION_FORM = "at most 64 letters, digits and . _ -, the first a letter or digit";
    static final String CONNECTION_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    private static final Pattern CONNECTION = Pattern.compile(CONNECTION_PATTERN);

    private Names() {}

    /** True for {@link #CONNECTION_FORM}. */
    public static boolean isConnection(String name) {
        return CONNECTION.matcher(name).matches();
    }

    /** A host's name as a site's. */
    static String siteOf(String host) {
        String name = SiteNames.nearest(host);
        return name.equals(SiteNames.UNNAMED) ? "localhost" : name;
    }
}
