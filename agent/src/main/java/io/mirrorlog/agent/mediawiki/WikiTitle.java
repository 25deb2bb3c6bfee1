package io.mirrorlog.agent.mediawiki;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A title as a client gives it, in the form in which a wiki writes it. Pure.
 *
 * @param namespace what its first part stands for; the main one where that is no word for another
 * @param name what stands behind the namespace, its first letter as it came: a few wikis tell the case apart there
 */
record WikiTitle(WikiNamespace namespace, String name) {

    private static final int BYTES_MAX = 255;
    private static final Pattern BLANKS =
            Pattern.compile("[ _\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u3000]+");
    /** Marks of direction, which come along when a title is copied from a page. */
    private static final Pattern DIRECTION = Pattern.compile("[\\u200e\\u200f\\u202a-\\u202e]+");

    private static final Pattern FORBIDDEN = Pattern.compile("[\\[\\]{}|#<>\\p{Cntrl}\ufffd]");

    /** Empty for what cannot be a title. Of one with a section, the page is told. */
    static Optional<WikiTitle> read(String text) {
        int section = text.indexOf('#');
        Optional<WikiTitle> prefix = readPrefix(section > 0 ? text.substring(0, section) : text);
        return prefix.filter(title -> !title.name().isEmpty());
    }

    /** The same for the beginning of titles, which may be no more than a namespace. */
    static Optional<WikiTitle> readPrefix(String text) {
        String spaced = blanksAsOne(DIRECTION.matcher(text).replaceAll(""));
        String trimmed = spaced.startsWith(":") ? spaced.substring(1).strip() : spaced;
        if (trimmed.isEmpty() || FORBIDDEN.matcher(trimmed).find() || trimmed.getBytes(UTF_8).length > BYTES_MAX) {
            return Optional.empty();
        }
        int colon = trimmed.indexOf(':');
        if (colon > 0) {
            Optional<WikiNamespace> named =
                    WikiNamespace.named(trimmed.substring(0, colon).strip());
            if (named.isPresent()) {
                String name = trimmed.substring(colon + 1).strip();
                return Optional.of(new WikiTitle(named.get(), asPage(named.get(), name)));
            }
        }
        return Optional.of(new WikiTitle(WikiNamespace.MAIN, trimmed));
    }

    /** Pages of strangers are called by their addresses, in one form. */
    private static String asPage(WikiNamespace namespace, String name) {
        boolean ofUser = namespace == WikiNamespace.USER || namespace == WikiNamespace.USER_TALK;
        return ofUser ? WikiAddress.canonical(name).orElse(name) : name;
    }

    /** Underscores and every kind of blank are one blank, and none stands at an end. */
    static String blanksAsOne(String text) {
        return BLANKS.matcher(text).replaceAll(" ").strip();
    }

    /** With the namespace. */
    String text() {
        return namespace == WikiNamespace.MAIN ? name : namespace.text() + ":" + name;
    }

    /** The same with a capital letter first, as nearly all wikis have it. */
    WikiTitle capitalized() {
        return new WikiTitle(namespace, capitalized(name));
    }

    /** The same with a capital letter also behind a word that the wiki may have for a namespace. */
    WikiTitle capitalizedBehindColon() {
        int colon = name.indexOf(':');
        return colon < 0
                ? capitalized()
                : new WikiTitle(
                        namespace,
                        capitalized(name.substring(0, colon).strip()) + ":"
                                + capitalized(name.substring(colon + 1).strip()));
    }

    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        return Character.toString(Character.toTitleCase(first)) + text.substring(Character.charCount(first));
    }
}
