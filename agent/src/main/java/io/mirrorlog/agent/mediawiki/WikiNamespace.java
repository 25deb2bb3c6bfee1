package io.mirrorlog.agent.mediawiki;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The namespaces that every MediaWiki has. Those that a wiki adds are not known here. */
enum WikiNamespace {
    MEDIA(-2, "Media", false),
    SPECIAL(-1, "Special", false),
    MAIN(0, "", false),
    TALK(1, "Talk", true),
    USER(2, "User", true),
    USER_TALK(3, "User talk", true),
    PROJECT(4, "Project", true),
    PROJECT_TALK(5, "Project talk", true),
    FILE(6, "File", false, "Image"),
    FILE_TALK(7, "File talk", true, "Image talk"),
    MEDIAWIKI(8, "MediaWiki", true),
    MEDIAWIKI_TALK(9, "MediaWiki talk", true),
    TEMPLATE(10, "Template", true),
    TEMPLATE_TALK(11, "Template talk", true),
    HELP(12, "Help", true),
    HELP_TALK(13, "Help talk", true),
    CATEGORY(14, "Category", false),
    CATEGORY_TALK(15, "Category talk", true);

    private final int id;
    private final String text;
    private final boolean subpages;
    private final String alias;

    WikiNamespace(int id, String text, boolean subpages) {
        this(id, text, subpages, "");
    }

    WikiNamespace(int id, String text, boolean subpages, String alias) {
        this.id = id;
        this.text = text;
        this.subpages = subpages;
        this.alias = alias;
    }

    /** The number. */
    int id() {
        return id;
    }

    /** What stands in front of a title's colon; empty for the main namespace. */
    String text() {
        return text;
    }

    boolean hasSubpages() {
        return subpages;
    }

    /** Another word for it; empty where there is none. */
    String alias() {
        return alias;
    }

    static boolean isKnown(long id) {
        return Arrays.stream(values()).anyMatch(namespace -> namespace.id == id);
    }

    /** That of a title whose part in front of the colon this is, in any case; the main namespace has no word. */
    static Optional<WikiNamespace> named(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(namespace -> namespace != MAIN && !lower.isEmpty())
                .filter(namespace -> namespace.text.toLowerCase(Locale.ROOT).equals(lower)
                        || namespace.alias.toLowerCase(Locale.ROOT).equals(lower))
                .findFirst();
    }
}
