package io.mirrorlog.bench;

/** The one unit of time that rates are told in. */
final class Stopwatch {

    private Stopwatch() {}

    /** Seconds since that {@link System#nanoTime}. */
    static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
