package io.mirrorlog.bench;

/**
 * One line of the table.
 *
 * @param name what was measured, with its unit
 * @param form how a value is written, such as {@code %.2f}
 */
record Figure(String name, String form, Aim aim) {

    /** A rate, told as a part of that of the bare table: 1.00 is as fast. */
    static Figure toRaw(String name, Aim aim) {
        return new Figure(name + ", to raw", "%.2f", aim);
    }
}
