package io.mirrorlog.agent.format;

import org.jspecify.annotations.Nullable;

/**
 * What Monolog writes behind a message: its context, then what it calls extra; an empty one is {@code []}.
 *
 * @param start where the tail begins
 * @param context the context, compact
 * @param extra the extra, compact; null where it is empty or missing
 */
record MonologTail(int start, String context, @Nullable String extra) {

    private static final String EMPTY = "[]";

    /**
     * Finds the tail of a line.
     *
     * <p>The message may hold braces, too, so the object is looked for from the end: valid JSON, read backwards, has one
     * place only where it can begin. This is the first brace from the left from which the rest parses.
     *
     * @param from where the message begins
     * @throws UnreadableLineException when the line does not end in JSON
     */
    static MonologTail of(String line, int from) throws UnreadableLineException {
        int end = line.length();
        if (endsInEmpty(line, from, end)) {
            return beforeEmptyExtra(line, from, end - 2);
        }
        int start = objectStart(line, from, end);
        if (start < 0) {
            throw new UnreadableLineException("no JSON object at the end", end + 1);
        }
        String object = LineJson.object(line, start, end);
        int before = start - 1;
        if (before <= from || line.charAt(before) != ' ') {
            return new MonologTail(start, object, null);
        }
        if (endsInEmpty(line, from, before)) {
            return new MonologTail(before - 2, "{}", object);
        }
        int contextStart = objectStart(line, from, before);
        if (contextStart >= 0 && LineJson.isObject(line, contextStart, before)) {
            return new MonologTail(contextStart, LineJson.object(line, contextStart, before), object);
        }
        return new MonologTail(start, object, null);
    }

    private static MonologTail beforeEmptyExtra(String line, int from, int extraStart) throws UnreadableLineException {
        int end = extraStart - 1;
        if (end > from && line.charAt(end) == ' ') {
            if (endsInEmpty(line, from, end)) {
                return new MonologTail(end - 2, "{}", null);
            }
            if (line.charAt(end - 1) == '}') {
                int start = Math.max(from, objectStart(line, from, end));
                return new MonologTail(start, LineJson.object(line, start, end), null);
            }
        }
        return new MonologTail(extraStart, "{}", null);
    }

    private static boolean endsInEmpty(String line, int from, int end) {
        return end - 2 >= from && line.startsWith(EMPTY, end - 2);
    }

    /** Where the object that ends here begins, if it is one; -1 when there is no such place. */
    private static int objectStart(String line, int from, int end) {
        if (end <= from || line.charAt(end - 1) != '}') {
            return -1;
        }
        int depth = 0;
        boolean inString = false;
        for (int at = end - 1; at >= from; at--) {
            char c = line.charAt(at);
            if (c == '"') {
                inString ^= !isEscaped(line, from, at);
            } else if (!inString && (c == '}' || c == ']')) {
                depth++;
            } else if (!inString && (c == '{' || c == '[') && --depth == 0) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isEscaped(String line, int from, int quote) {
        int at = quote - 1;
        while (at >= from && line.charAt(at) == '\\') {
            at--;
        }
        return (quote - 1 - at) % 2 == 1;
    }
}
