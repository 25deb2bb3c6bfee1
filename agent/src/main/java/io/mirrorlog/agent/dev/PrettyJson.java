package io.mirrorlog.agent.dev;

import io.mirrorlog.agent.format.Harmless;

/**
 * Lays JSON out for people, a member a line, without changing what it says: numbers and escapes stay as they came. What
 * could drive a terminal becomes an escape. For one text.
 */
final class PrettyJson {

    private static final int LINES_MAX = 500;
    private static final String INDENT = "  ";

    private final String json;
    private final Palette palette;
    private final String margin;
    private final StringBuilder laid;
    private int at;
    private int depth;
    private int lines = 1;

    private PrettyJson(String json, Palette palette, String margin) {
        this.json = json;
        this.palette = palette;
        this.margin = margin;
        this.laid = new StringBuilder(2 * json.length()).append(margin);
    }

    /**
     * @param json well formed, but may be cut anywhere; an ellipsis stands where it is cut, or too long to be looked at
     * @param margin what each line begins with
     */
    static String of(String json, Palette palette, String margin) {
        return new PrettyJson(json, palette, margin).laidOut();
    }

    private String laidOut() {
        while (at < json.length() && lines < LINES_MAX) {
            char c = json.charAt(at);
            switch (c) {
                case ' ', '\t', '\r', '\n' -> at++;
                case '{', '[' -> open(c);
                case '}', ']' -> close(c);
                case ',' -> separate();
                case ':' -> pair();
                case '"' -> string();
                default -> word();
            }
        }
        return depth == 0 && at >= json.length()
                ? laid.toString()
                : laid.append('…').toString();
    }

    private void open(char c) {
        laid.append(c);
        depth++;
        at++;
        skipSpace();
        boolean isEmpty = at < json.length() && (json.charAt(at) == '}' || json.charAt(at) == ']');
        if (isEmpty) {
            laid.append(json.charAt(at++));
            depth--;
        } else {
            newLine();
        }
    }

    private void close(char c) {
        depth = Math.max(0, depth - 1);
        newLine();
        laid.append(c);
        at++;
    }

    private void separate() {
        laid.append(',');
        at++;
        newLine();
    }

    private void pair() {
        laid.append(": ");
        at++;
    }

    private void string() {
        int end = at + 1;
        while (end < json.length() && json.charAt(end) != '"') {
            end += json.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(json.length(), end + 1);
        int next = end;
        while (next < json.length() && json.charAt(next) <= ' ') {
            next++;
        }
        boolean isKey = next < json.length() && json.charAt(next) == ':';
        piece(end, isKey ? palette.key() : palette.string());
    }

    private void word() {
        int end = at + 1;
        while (end < json.length() && ",:]}[{\" \t\r\n".indexOf(json.charAt(end)) < 0) {
            end++;
        }
        boolean isLiteral = Character.isLetter(json.charAt(at));
        piece(end, isLiteral ? palette.literal() : palette.number());
    }

    private void piece(int end, String colour) {
        laid.append(colour).append(Harmless.of(json.substring(at, end))).append(palette.end());
        at = end;
    }

    private void skipSpace() {
        while (at < json.length() && json.charAt(at) <= ' ') {
            at++;
        }
    }

    private void newLine() {
        lines++;
        laid.append('\n').append(margin).append(INDENT.repeat(depth));
    }
}
