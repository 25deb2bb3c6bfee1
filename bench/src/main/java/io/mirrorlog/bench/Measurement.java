package io.mirrorlog.bench;

/** Something that is measured once a round. */
@FunctionalInterface
interface Measurement {

    /** Adds a value for each of its figures. What it starts is ended when it returns. */
    void measure(TestStand stand, Figures figures) throws Exception;
}
