package io.mirrorlog.agent.format;

/** A line that is no mirrored line, with the place where reading gave up. */
public final class UnreadableLineException extends Exception {

    private final String reason;
    private final int column;

    /** @param column counted from 1 in UTF-16 units */
    UnreadableLineException(String reason, int column) {
        super("column " + column + ": " + reason);
        this.reason = reason;
        this.column = column;
    }

    /** What is wrong, in a few words. */
    public String reason() {
        return reason;
    }

    /** Where, counted from 1 in UTF-16 units. */
    public int column() {
        return column;
    }
}
