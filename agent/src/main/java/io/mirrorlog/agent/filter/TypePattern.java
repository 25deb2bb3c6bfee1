package io.mirrorlog.agent.filter;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Matches an event by its type, or by {@code type/action}. One without a type matches no pattern. */
public sealed interface TypePattern extends Predicate<Event> {

    /**
     * Reads a range of numbers, {@code 4000-4020}, or a type with {@code *} for any characters: {@code 1000}, {@code user/*}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static TypePattern parse(String text) {
        Matcher range = Range.FORM.matcher(text);
        return range.matches()
                ? new Range(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)))
                : new Text(Glob.parse(text));
    }

    @Override
    boolean test(Event event);

    /**
     * Types that are whole numbers, or text that looks like one.
     *
     * @param from the least, 0 at least
     * @param to the largest
     */
    record Range(long from, long to) implements TypePattern {

        private static final int DIGITS_MAX = 18;
        private static final Pattern FORM =
                Pattern.compile("([0-9]{1," + DIGITS_MAX + "})-([0-9]{1," + DIGITS_MAX + "})");

        public Range {
            if (from > to) {
                throw new IllegalArgumentException("is no range: " + from + " is more than " + to);
            }
        }

        @Override
        public boolean test(Event event) {
            Scalar type = event.type();
            if (type == null) {
                return false;
            }
            long number = number(type.text());
            return number >= from && number <= to;
        }

        /** Below 0 for what is no whole number. */
        private static long number(String text) {
            if (text.isEmpty() || text.length() > DIGITS_MAX) {
                return -1;
            }
            long number = 0;
            for (int i = 0; i < text.length(); i++) {
                int digit = text.charAt(i) - '0';
                if (digit < 0 || digit > 9) {
                    return -1;
                }
                number = 10 * number + digit;
            }
            return number;
        }
    }

    /** Types by their text. */
    record Text(Glob glob) implements TypePattern {

        @Override
        public boolean test(Event event) {
            Scalar type = event.type();
            if (type == null) {
                return false;
            }
            String text = type.text();
            Scalar action = event.action();
            return glob.test(text) || (action != null && glob.test(text + "/" + action.text()));
        }
    }
}
