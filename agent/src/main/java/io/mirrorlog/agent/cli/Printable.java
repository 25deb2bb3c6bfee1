package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.format.Harmless;

/** Text from elsewhere as a terminal may show it: nothing in it moves the cursor, colours, or looks like another line. */
final class Printable {

    private Printable() {}

    /** One line, whatever the text holds. */
    static String of(String text) {
        return Harmless.of(text);
    }

    /** As many lines as the text has, told by LF alone. */
    static String lines(String text) {
        return String.join("\n", text.lines().map(Printable::of).toList());
    }
}
