package io.mirrorlog.agent.redact;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds texts in another one where they stand there as words of their own, in upper or lower case, and puts something else
 * in their place. For one thread.
 *
 * <p>A word ends where a letter or a digit is not followed by another one. In a script that is written without blanks between
 * words, or with endings at names, every character may be the end of one: there too much is found rather than too little.
 */
final class WholeWords {

    /** So many comparisons of characters, some 10 ms, are more than any message needs that was not made to take long. */
    private static final long STEPS_MAX = 4_000_000;

    private static final Set<UnicodeScript> WITHOUT_BLANKS = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.HANGUL,
            UnicodeScript.YI,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN);

    private static final int BEYOND_ASCII = 0x80;

    private final Map<String, String> replacements;

    /** By their first characters, the longest first, so that no part of one is left. */
    private final Map<Character, List<String>> sought = new HashMap<>();

    private long steps;

    /** @param replacements what stands in the place of each text, none of them empty */
    WholeWords(Map<String, String> replacements) {
        this.replacements = replacements;
        replacements
                .keySet()
                .forEach(text -> sought.computeIfAbsent(folded(text.charAt(0)), c -> new ArrayList<>())
                        .add(text));
        sought.values()
                .forEach(texts ->
                        texts.sort(Comparator.comparingInt(String::length).reversed()));
    }

    /** The text with the replacements; null when it would take too long to look. */
    @Nullable
    String replacedIn(String text) {
        var replaced = new StringBuilder();
        int copied = 0;
        steps = 0;
        for (int at = 0; at < text.length(); ) {
            String found = foundAt(at, text);
            if (steps > STEPS_MAX) {
                return null;
            }
            if (found == null) {
                at++;
                continue;
            }
            int end = at + found.length();
            String instead = replacements.getOrDefault(text.substring(at, end), replacements.get(found));
            replaced.append(text, copied, at).append(instead);
            copied = end;
            at = end;
        }
        return copied == 0 ? text : replaced.append(text, copied, text.length()).toString();
    }

    /** Whether any of them stands in the text. */
    boolean areIn(String text) {
        return !text.equals(replacedIn(text));
    }

    private @Nullable String foundAt(int at, String text) {
        List<String> candidates = sought.get(folded(text.charAt(at)));
        if (candidates == null || !isBorder(text, at)) {
            return null;
        }
        for (String candidate : candidates) {
            if (isThere(candidate, at, text) && isBorder(text, at + candidate.length())) {
                return candidate;
            }
        }
        return null;
    }

    private boolean isThere(String candidate, int at, String text) {
        int same = 0;
        int most = Math.min(candidate.length(), text.length() - at);
        while (same < most && folded(candidate.charAt(same)) == folded(text.charAt(at + same))) {
            same++;
        }
        steps += same + 1L;
        return same == candidate.length();
    }

    private static char folded(char c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /** Whether a word may begin or end before that character. */
    static boolean isBorder(String text, int at) {
        if (at == 0 || at == text.length()) {
            return true;
        }
        int before = text.codePointBefore(at);
        int after = text.codePointAt(at);
        boolean withinPair = Character.isSupplementaryCodePoint(text.codePointAt(at - 1))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return !withinPair && !isMark(after) && !(isOfWord(before) && isOfWord(after));
    }

    /** Whether it is no word by itself, and belongs to the one beside it. */
    private static boolean isOfWord(int c) {
        if (c < BEYOND_ASCII) {
            return Character.isLetterOrDigit(c);
        }
        return (Character.isLetterOrDigit(c) || isMark(c)) && !WITHOUT_BLANKS.contains(UnicodeScript.of(c));
    }

    /** Whether it changes the character before it, as an accent does. */
    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
