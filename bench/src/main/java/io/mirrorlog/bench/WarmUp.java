package io.mirrorlog.bench;

/** Repeats a slice of load until the agent's compiled code has settled. */
final class WarmUp {

    private static final double STEADY = 0.10;
    private static final int SLICES_MIN = 12; // on the way up, too, two in a row are often alike
    private static final int SLICES_MAX = 30;

    /** A piece of load; returns its rate. */
    @FunctionalInterface
    interface Slice {
        double rate() throws Exception;
    }

    private WarmUp() {}

    /** Returns when two slices in a row differ by less than a tenth, from the {@value #SLICES_MIN}th on, or after
     * {@value #SLICES_MAX}; how many it took. */
    static int until(Slice slice) throws Exception {
        double last = slice.rate();
        for (int slices = 2; slices <= SLICES_MAX; slices++) {
            double next = slice.rate();
            if (slices >= SLICES_MIN && Math.abs(next - last) < STEADY * Math.max(next, last)) {
                return slices;
            }
            last = next;
        }
        return SLICES_MAX;
    }
}
