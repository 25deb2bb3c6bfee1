package io.mirrorlog.agent.format;

import io.mirrorlog.connector.JsonStrings;

/** Text from elsewhere as one line: nothing in it moves the cursor, colours, or looks like another line. Pure. */
public final class Harmless {

    private Harmless() {}

    /** The text with {@code \}{@code uXXXX} for each character that may do harm. */
    public static String of(String text) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(text, i)) {
                shown = shown == null ? new StringBuilder(text.length() + 16).append(text, 0, i) : shown;
                JsonStrings.appendUnicodeEscape(shown, c);
            } else if (shown != null) {
                shown.append(c);
            }
        }
        return shown == null ? text : shown.toString();
    }

    /** The two halves of a surrogate pair are one harmless character. */
    private static boolean isUnsafe(String text, int at) {
        char c = text.charAt(at);
        boolean pair = Character.isHighSurrogate(c)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : Character.isLowSurrogate(c) && at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        return !pair && JsonStrings.isUnsafe(c);
    }
}
