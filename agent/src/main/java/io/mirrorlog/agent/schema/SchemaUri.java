package io.mirrorlog.agent.schema;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an event calls its schema: {@code /analytics/legacy/homepagevisit/1.2.1}, a path within a repository.
 *
 * <p>Its parts are of letters, digits and {@code . _ -} and begin with none of the last but {@code _}, so that none leads
 * out of a repository, names a hidden file or another host. At most {@value #LENGTH_MAX} characters.
 */
public record SchemaUri(String path) {

    static final int LENGTH_MAX = 512;

    private static final Pattern FORM = Pattern.compile("(?:/[A-Za-z0-9_][A-Za-z0-9._-]*+)++");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9}){2}");
    private static final Pattern EXTENSION = Pattern.compile(".*\\.(?![0-9]+$)[A-Za-z0-9_-]+");

    public SchemaUri {
        if (path.length() > LENGTH_MAX || !FORM.matcher(path).matches()) {
            throw new IllegalArgumentException("no path within a schema repository");
        }
    }

    /** Empty for everything else, absolute URIs, {@code ..} and what is too long among it. */
    public static Optional<SchemaUri> of(String text) {
        return text.length() <= LENGTH_MAX && FORM.matcher(text).matches()
                ? Optional.of(new SchemaUri(text))
                : Optional.empty();
    }

    /** True when it names its file in full. What stands behind the last dot is no extension when it is a number. */
    boolean hasExtension() {
        return EXTENSION.matcher(name()).matches();
    }

    /** True for a full version, whose content never changes: {@code 1.2.1}, {@code 1.2.1.yaml}. */
    boolean isVersion() {
        return isVersion(name());
    }

    /** True when a file's name is that of a full version. */
    static boolean isVersion(String name) {
        return VERSION.matcher(withoutExtension(name)).matches();
    }

    /** The last part. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** All but the last part and its slash; empty at the top. */
    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    static String withoutExtension(String name) {
        return EXTENSION.matcher(name).matches() ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    @Override
    public String toString() {
        return path;
    }
}
