package io.mirrorlog.agent.format;

import io.mirrorlog.connector.JsonStrings;

/** The message and the identifier as they stand in a mirrored line, with the way back. */
final class LineText {

    private LineText() {}

    /**
     * Appends the text so that it holds no unsafe character, and nowhere the pair that ends a message: {@code ]} with an
     * opening brace.
     */
    static void appendMessage(StringBuilder to, String text) {
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c, text, i)) {
                continue;
            }
            if (JsonStrings.isPair(text, i)) {
                i++;
                continue;
            }
            to.append(text, done, i);
            appendEscape(to, c);
            done = i + 1;
        }
        to.append(done == 0 ? text : text.substring(done)); // a String is copied as a block, a part of one is not
    }

    /** Appends the text like a message, and without the bracket that ends an identifier. */
    static void appendIdentifier(StringBuilder to, String identifier) {
        int from = to.length();
        appendMessage(to, identifier);
        for (int at = to.indexOf("]", from); at >= 0; at = to.indexOf("]", at)) {
            to.replace(at, at + 1, "\\u005d");
        }
    }

    /** Appends the text with its line breaks as blanks and other unsafe characters escaped; there is no way back. */
    static void appendLossy(StringBuilder to, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                to.append(' ');
            } else if (c == '\r') {
                to.append(' ');
                i += text.startsWith("\n", i + 1) ? 1 : 0;
            } else if (JsonStrings.isPair(text, i)) {
                to.append(c).append(text.charAt(++i));
            } else if (JsonStrings.isUnsafe(c)) {
                JsonStrings.appendUnicodeEscape(to, c);
            } else {
                to.append(c);
            }
        }
    }

    private static boolean isPlain(char c, String text, int at) {
        if (c == '{') {
            return at == 0 || text.charAt(at - 1) != ']';
        }
        return c != '\\' && !JsonStrings.isUnsafe(c);
    }

    private static void appendEscape(StringBuilder to, char c) {
        switch (c) {
            case '\\' -> to.append("\\\\");
            case '{' -> to.append("\\{");
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> JsonStrings.appendUnicodeEscape(to, c);
        }
    }

    /**
     * The text that stands escaped in a part of a line.
     *
     * @throws UnreadableLineException at an escape that is none
     */
    static String unescape(String line, int from, int to) throws UnreadableLineException {
        int escape = line.indexOf('\\', from);
        if (escape < 0 || escape >= to) {
            return line.substring(from, to);
        }
        var text = new StringBuilder(to - from).append(line, from, escape);
        for (int i = escape; i < to; i++) {
            char c = line.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char kind = ++i < to ? line.charAt(i) : ' ';
            switch (kind) {
                case '\\', '{' -> text.append(kind);
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append(unit(line, i + 1, to));
                    i += 4;
                }
                default -> throw new UnreadableLineException("no such escape", i);
            }
        }
        return text.toString();
    }

    private static char unit(String line, int from, int to) throws UnreadableLineException {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < to && line.charAt(i) < 0x7f ? Character.digit(line.charAt(i), 16) : -1;
            if (digit < 0) {
                throw new UnreadableLineException("\\u needs four hexadecimal digits", from - 1);
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }
}
