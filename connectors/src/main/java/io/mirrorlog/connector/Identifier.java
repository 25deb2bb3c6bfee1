package io.mirrorlog.connector;

/**
 * The name under which a connection shows a site, in which {@code {site}} stands for the site's own.
 *
 * @param text what the user wrote; with any site's name in it, it is made of the characters that a site's name may have
 */
public record Identifier(PlaceholderText text) {

    /** Stands for any valid name of a site. */
    private static final String ANY = "s";

    public Identifier {
        if (text.placeholders().stream().anyMatch(placeholder -> placeholder != Placeholder.SITE)) {
            throw new IllegalArgumentException(
                    "holds another placeholder than {site}, the only one that may stand in it");
        }
        if (!SiteNames.isValid(text.filled(placeholder -> ANY))) {
            throw new IllegalArgumentException("is no name; " + SiteNames.RULE + "; {site} may stand in it");
        }
    }

    /** @throws IllegalArgumentException saying what is allowed, without showing the text */
    public static Identifier parse(String text) {
        boolean mayHold = text.contains(Placeholder.SITE.written());
        return new Identifier(mayHold ? PlaceholderText.parse(text) : PlaceholderText.plain(text));
    }

    /** What is shown for a site; longer than a name of a site where something is added to a long one. */
    public String of(String site) {
        return text.isPlain() ? text.end() : text.filled(placeholder -> site);
    }

    /** As the user wrote it. */
    @Override
    public String toString() {
        return text.toString();
    }
}
