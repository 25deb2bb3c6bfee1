package io.mirrorlog.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The values that no message may show, in the order in which they were read. For one thread. */
final class HiddenValues {

    /** What is shorter is hidden where it stands alone. */
    private static final int WORD_MIN = 4;

    private final List<String> values = new ArrayList<>();

    void add(String value) {
        values.add(value);
    }

    /** How many there are by now. */
    int count() {
        return values.size();
    }

    /**
     * The text without those values.
     *
     * @param before as many of the first are not looked for: what they belong to has nothing to do with the text
     */
    String takenOutOf(String text, int before) {
        String left = text;
        for (String value : values.subList(before, values.size())) {
            left = without(value, left);
        }
        return left;
    }

    /** A very short value stands within words of a sentence by chance; taken out of them it would tell itself. */
    private static String without(String value, String text) {
        if (value.isEmpty()) {
            return text;
        }
        return value.length() < WORD_MIN
                ? text.replaceAll("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])", "the value")
                : text.replace(value, "the value");
    }
}
