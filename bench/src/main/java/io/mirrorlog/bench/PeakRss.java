package io.mirrorlog.bench;

/** The memory that the agent may take. */
final class PeakRss {

    private static final Aim AIM = Aim.atMost(160);

    private PeakRss() {}

    /** @param load what the agent has done by then */
    static Figure under(String load) {
        return new Figure("peak RSS, " + load + ", MiB", "%.0f", AIM);
    }
}
