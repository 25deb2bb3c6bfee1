package io.mirrorlog.agent.index;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Words that are looked for anywhere in an event: in its message, type, action, user, id, and in the text of its
 * metadata. Each may stand in another place, and within a longer word; case does not matter. Pure.
 *
 * @param words in lower case, at least one
 */
public record FreeText(List<String> words) implements Predicate<Event> {

    private static final int LENGTH_MAX = 200;

    public FreeText {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("has no word to look for");
        }
    }

    /**
     * Reads words with blanks between them.
     *
     * @throws IllegalArgumentException when there are none, or more than 200 characters
     */
    public static FreeText parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("may have " + LENGTH_MAX + " characters");
        }
        return new FreeText(List.of(text.strip().split("\\s+")).stream()
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList());
    }

    @Override
    public boolean test(Event event) {
        return words.stream()
                .allMatch(word -> contains(event.message(), word)
                        || contains(event.type(), word)
                        || contains(event.action(), word)
                        || contains(event.user(), word)
                        || contains(event.id(), word)
                        || contains(event.metadata(), word));
    }

    /** Gives all the texts of an event that are looked at. */
    static void eachText(Event event, Consumer<String> taker) {
        taker.accept(event.message());
        for (Scalar scalar : Arrays.asList(event.type(), event.action(), event.user(), event.id())) {
            if (scalar != null) {
                taker.accept(scalar.text());
            }
        }
        taker.accept(event.metadata());
    }

    private static boolean contains(@Nullable Scalar scalar, String word) {
        return scalar != null && contains(scalar.text(), word);
    }

    private static boolean contains(String text, String word) {
        char low = word.charAt(0);
        char high = Character.toUpperCase(low);
        int last = text.length() - word.length();
        for (int i = 0; i <= last; i++) {
            char c = text.charAt(i);
            // Characters beyond these two are the same in another case only for a few letters of foreign scripts.
            if ((c == low || c == high) && text.regionMatches(true, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }
}
