package io.mirrorlog.agent.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Short numbers for the words that come again and again. One thread adds, many may look. At most {@value #MAX} words of
 * {@value #LENGTH_MAX} characters have a number of their own; all others share {@link #OTHERS}.
 */
final class Words {

    /** The number of all words that have none of their own. */
    static final int OTHERS = 0;

    static final int MAX = 10_000;
    private static final int LENGTH_MAX = 200;

    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final List<String> unsaved = new ArrayList<>();

    /** Knows a word again. */
    void restore(String word, int number) {
        numbers.put(word, number);
    }

    /** The word's number; a new one where it has none yet and there is room. */
    int numberOf(String word) {
        Integer known = numbers.get(word);
        if (known != null) {
            return known;
        }
        if (numbers.size() >= MAX || word.length() > LENGTH_MAX) {
            return OTHERS;
        }
        int number = numbers.size() + 1;
        numbers.put(word, number);
        unsaved.add(word);
        return number;
    }

    /** The words that got numbers since this was asked last, for the commit that uses them. */
    List<String> takeUnsaved() {
        List<String> taken = List.copyOf(unsaved);
        unsaved.clear();
        return taken;
    }

    /** All words with their numbers, as they are now and become meanwhile. */
    Map<String, Integer> all() {
        return numbers;
    }
}
