package io.mirrorlog.connector;

/**
 * JSON strings as they stand in stored and mirrored text: whatever could end a line, drive a terminal or turn the
 * reading direction is written as {@code \\uXXXX}.
 */
public final class JsonStrings {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonStrings() {}

    /**
     * True for a character that never stands as itself in a mirrored line: controls (Cc), the line and paragraph
     * separators, the bidirectional controls, and a surrogate (callers let the paired ones pass).
     */
    public static boolean isUnsafe(char c) {
        if (c < 0x7f) {
            return c < 0x20;
        }
        return c <= 0x9f
                || c == 0x061c
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || Character.isSurrogate(c);
    }

    /** Appends {@code \\uXXXX} for one UTF-16 unit. */
    public static void appendUnicodeEscape(StringBuilder to, char c) {
        to.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[(c >> 8) & 0xf])
                .append(HEX[(c >> 4) & 0xf])
                .append(HEX[c & 0xf]);
    }

    /** Appends the text as a JSON string with its quotes. Lone surrogates are kept, as escapes. */
    public static void appendQuoted(StringBuilder to, String text) {
        to.append('"');
        appendEscaped(to, text);
        to.append('"');
    }

    /** Appends the text as it stands between the quotes of a JSON string. */
    public static void appendEscaped(StringBuilder to, String text) {
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '"' && c != '\\' && !isUnsafe(c)) {
                continue;
            }
            if (isPair(text, i)) {
                i++;
                continue;
            }
            to.append(text, done, i);
            appendEscape(to, c);
            done = i + 1;
        }
        to.append(done == 0 ? text : text.substring(done)); // a String is copied as a block, a part of one is not
    }

    /** True when the character here and the one behind it are one surrogate pair. */
    public static boolean isPair(CharSequence text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private static void appendEscape(StringBuilder to, char c) {
        switch (c) {
            case '"', '\\' -> to.append('\\').append(c);
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            case '\b' -> to.append("\\b");
            case '\f' -> to.append("\\f");
            default -> appendUnicodeEscape(to, c);
        }
    }

    /** The text as a JSON string with its quotes. */
    public static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 16);
        appendQuoted(quoted, text);
        return quoted.toString();
    }

    /**
     * The text that a JSON string stands for.
     *
     * @param json a valid JSON string with its quotes
     */
    public static String unquote(String json) {
        return unescape(json.substring(1, json.length() - 1));
    }

    /**
     * The text that stands between the quotes of a JSON string.
     *
     * @param escaped what is there, valid
     */
    public static String unescape(String escaped) {
        int first = escaped.indexOf('\\');
        if (first < 0) {
            return escaped;
        }
        var text = new StringBuilder(escaped.length()).append(escaped, 0, first);
        for (int i = first; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = escaped.charAt(++i);
            switch (escape) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    text.append((char) Integer.parseInt(escaped, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> text.append(escape);
            }
        }
        return text.toString();
    }
}
