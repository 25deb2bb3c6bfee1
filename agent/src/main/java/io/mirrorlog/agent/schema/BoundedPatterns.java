package io.mirrorlog.agent.schema;

import com.networknt.schema.SchemaException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The JDK's patterns, each look at a character paid from the {@link Budget}: one that goes back and forth without end is
 * given up. Counted repetitions of groups, which may go round without looking at anything, are bounded beforehand.
 */
final class BoundedPatterns implements RegularExpressionFactory {

    static final int LENGTH_MAX = 2_000;
    static final long REPETITIONS_MAX = 100_000;

    private static final Pattern REPEATED_GROUP = Pattern.compile("\\)\\{([0-9]{1,9})(?:,([0-9]{0,9}))?}");

    @Override
    public RegularExpression getRegularExpression(String regex) {
        if (regex.length() > LENGTH_MAX) {
            throw new SchemaException("a pattern of more than " + LENGTH_MAX + " characters");
        }
        if (repetitions(regex) > REPETITIONS_MAX) {
            throw new SchemaException("a pattern whose groups repeat more than " + REPETITIONS_MAX + " times");
        }
        Pattern pattern = compiled(regex);
        return value -> pattern.matcher(new Paid(value, 0, value.length(), Budget.ofThread()))
                .find();
    }

    private static Pattern compiled(String regex) {
        try {
            return Pattern.compile(RegularExpressions.replaceLongformCharacterProperties(
                    RegularExpressions.replaceDollarAnchors(regex)));
        } catch (PatternSyntaxException e) {
            throw new SchemaException("a broken pattern, " + e.getDescription());
        }
    }

    /** As if each repeated group stood within the one before. */
    private static long repetitions(String regex) {
        double all = 1;
        for (MatchResult group : REPEATED_GROUP.matcher(regex).results().toList()) {
            String most = group.group(2);
            all *= Math.max(1, Integer.parseInt(most == null || most.isEmpty() ? group.group(1) : most));
        }
        return (long) all;
    }

    private record Paid(String text, int from, int to, Budget budget) implements CharSequence {

        @Override
        public char charAt(int index) {
            budget.take();
            return text.charAt(from + index);
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Paid(text, from + start, from + end, budget);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
