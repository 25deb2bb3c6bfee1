package io.mirrorlog.agent.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What a user writes for the events that are meant: {@code eventlogging_HomepageVisit} for a stream,
 * {@code analytics/legacy/homepagevisit} for all of a schema, {@code /^eventlogging_/} for all streams in whose names the
 * expression finds something.
 *
 * @param pattern null for one stream or schema
 */
record StreamKey(String text, @Nullable Pattern pattern) {

    private static final Pattern EXPRESSION = Pattern.compile("/(.+)/([imsux]*)");
    private static final int LONGEST = 300;

    /** @throws IllegalArgumentException when it is nothing of these */
    static StreamKey of(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException("is no name of a stream: 1 to " + LONGEST + " characters");
        }
        if (text.charAt(0) != '/') {
            return new StreamKey(text, null);
        }
        Matcher expression = EXPRESSION.matcher(text);
        if (!expression.matches()) {
            throw new IllegalArgumentException(
                    "is neither a stream nor an expression; write /…/ for an expression, and a title without its slash");
        }
        try {
            String flags = expression.group(2).isEmpty() ? "" : "(?" + expression.group(2) + ")";
            return new StreamKey(text, Pattern.compile(flags + expression.group(1)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is no regular expression: " + e.getDescription(), e);
        }
    }
}
