package io.mirrorlog.agent.dev;

/** The escape sequences by which a terminal colours; empty ones where it does not. */
record Palette(
        String good,
        String bad,
        String doubtful,
        String faint,
        String key,
        String string,
        String number,
        String literal,
        String end) {

    static final Palette NONE = new Palette("", "", "", "", "", "", "", "", "");

    static final Palette ANSI = new Palette(
            "\u001b[32m",
            "\u001b[1;31m",
            "\u001b[33m",
            "\u001b[2m",
            "\u001b[36m",
            "\u001b[32m",
            "\u001b[33m",
            "\u001b[35m",
            "\u001b[0m");
}
