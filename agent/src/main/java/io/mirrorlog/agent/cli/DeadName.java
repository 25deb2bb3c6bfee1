package io.mirrorlog.agent.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what a user names a dead letter, {@code 4711}, or a range that was given up, {@code 4711-4999}.
 *
 * @param sequence its own, or the first one of the range
 */
record DeadName(long sequence, boolean isRange) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(-\\d{1,18})?");

    /** @throws ExitException when it is neither */
    static DeadName of(String text) throws ExitException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Long.parseLong(parts.group(1)) < 1) {
            throw new ExitException(Exit.USAGE, Printable.of(text) + ": is no sequence; they begin with 1");
        }
        long sequence = Long.parseLong(parts.group(1));
        if (parts.group(2) != null && Long.parseLong(parts.group(2).substring(1)) < sequence) {
            throw new ExitException(Exit.USAGE, text + ": is no range; the first sequence is more than the last");
        }
        return new DeadName(sequence, parts.group(2) != null);
    }
}
