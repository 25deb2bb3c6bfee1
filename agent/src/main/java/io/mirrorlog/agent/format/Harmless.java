package io.mirrorlog.agent.format;

import io.mirrorlog.connector.JsonStrings;

/** Text from elsewhere as one line: nothing in it moves the cursor, colours, or looks like another line. Pure. */
public final class Harmless {

    private Harmless() {}

    /** The text with {@code \}{@code uXXXX} for each character that may do harm. */
    public static String of(String text) {
        StringBuilder shown = null;
        int next;
        for (int i = 0; i < text.length(); i = next) {
            next = JsonStrings.isPair(text, i) ? i + 2 : i + 1;
            if (next == i + 1 && JsonStrings.isUnsafe(text.charAt(i))) {
                shown = shown == null ? new StringBuilder(text.length() + 16).append(text, 0, i) : shown;
                JsonStrings.appendUnicodeEscape(shown, text.charAt(i));
            } else if (shown != null) {
                shown.append(text, i, next);
            }
        }
        return shown == null ? text : shown.toString();
    }
}
