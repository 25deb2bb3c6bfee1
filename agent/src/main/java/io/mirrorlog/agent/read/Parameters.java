package io.mirrorlog.agent.read;

import java.util.Map;

/** Reads the parameters of a query. */
final class Parameters {

    private Parameters() {}

    /** @throws IllegalArgumentException when it is there, but no whole number from 1 to the largest */
    static long number(Map<String, String> query, String name, long absent, long largest) {
        return number(query, name, absent, 1, largest);
    }

    /** @throws IllegalArgumentException when it is there, but no whole number from 0 on */
    static long numberFromZero(Map<String, String> query, String name, long absent, long largest) {
        return number(query, name, absent, 0, largest);
    }

    private static long number(Map<String, String> query, String name, long absent, long least, long largest) {
        String text = query.get(name);
        if (text == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + ": may be a whole number from " + least + " to " + largest);
    }
}
