package io.mirrorlog.connector.console;

import io.mirrorlog.connector.Severity;

/** Lines whose severity is shown in colour. Pure. */
public final class Colored {

    private static final String RESET = "\u001b[0m";

    private Colored() {}

    /** Colours the severity's word where the line shows one, else the whole text; what is not grave stays plain. */
    public static void append(StringBuilder to, Severity severity, String text) {
        if (severity == Severity.INFORMATIONAL) {
            to.append(text);
            return;
        }
        int from = Math.max(indexOfWord(text, severity.name()), 0);
        int end = from > 0 ? from + severity.name().length() : text.length();
        to.append(text, 0, from).append(escape(severity)).append(text, from, end);
        to.append(RESET).append(text, end, text.length());
    }

    /** Where the mirrored line, or else Monolog's, shows the severity; -1 in any other form. */
    private static int indexOfWord(String text, String word) {
        int bracket = text.indexOf("].[" + word + "]:");
        if (bracket >= 0) {
            return bracket + 3;
        }
        int dot = text.indexOf("." + word + ": ");
        return dot < 0 ? -1 : dot + 1;
    }

    private static String escape(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "\u001b[1;31m";
            case HIGH -> "\u001b[31m";
            case MEDIUM -> "\u001b[33m";
            case LOW -> "\u001b[36m";
            case INFORMATIONAL -> "";
        };
    }
}
