package io.mirrorlog.bench;

import java.util.Locale;

/**
 * What a figure should come to.
 *
 * @param side whether the bound is to be reached or to be kept
 */
record Aim(Side side, double bound) {

    /** A figure that is told for reference. */
    static final Aim NONE = new Aim(Side.NONE, 0);

    enum Side {
        AT_LEAST,
        AT_MOST,
        NONE
    }

    static Aim atLeast(double bound) {
        return new Aim(Side.AT_LEAST, bound);
    }

    static Aim atMost(double bound) {
        return new Aim(Side.AT_MOST, bound);
    }

    /** For the table, where an absent aim is an empty cell. */
    String text(String form) {
        return switch (side) {
            case AT_LEAST -> "≥ " + String.format(Locale.ROOT, form, bound);
            case AT_MOST -> "≤ " + String.format(Locale.ROOT, form, bound);
            case NONE -> "";
        };
    }

    /** For the table: whether this value is good enough. */
    String verdict(double value) {
        return switch (side) {
            case AT_LEAST -> value >= bound ? "yes" : "**no**";
            case AT_MOST -> value <= bound ? "yes" : "**no**";
            case NONE -> "";
        };
    }
}
