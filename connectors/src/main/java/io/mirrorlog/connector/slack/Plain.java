package io.mirrorlog.connector.slack;

import io.mirrorlog.connector.JsonStrings;

/** Text of events as Slack is to show it: as it is, whatever it says, neither a mention nor a link with another name. */
final class Plain {

    private Plain() {}

    /**
     * The text on one line, with {@code & < >} escaped, as all that means something to Slack begins with one of them.
     *
     * @param most so many UTF-16 units at most, after escaping; what is cut ends in {@code …}
     */
    static String of(String text, int most) {
        var plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean pair = JsonStrings.isPair(text, i);
            String piece = pair ? text.substring(i, i + 2) : escaped(text.charAt(i));
            if (plain.length() + piece.length() >= most) {
                return plain.append('…').toString();
            }
            plain.append(piece);
            i += pair ? 1 : 0;
        }
        return plain.toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> JsonStrings.isUnsafe(c) ? " " : String.valueOf(c);
        };
    }
}
