package io.mirrorlog.agent.schema;

/** Cuts texts that come out of events and schemas, before they are told. */
final class Cut {

    static final int LENGTH = 300;

    private Cut() {}

    /** At most {@value #LENGTH} characters of it. */
    static String of(String text) {
        return of(text, LENGTH);
    }

    static String of(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
        return text.substring(0, end) + "…";
    }
}
