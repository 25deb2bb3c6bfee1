package io.mirrorlog.connector;

/**
 * How often a destination may be called.
 *
 * @param rate in the long run
 * @param burst so many calls may follow each other at once after a silence; 1 to 10,000
 */
public record Pace(Rate rate, int burst) {

    /** The largest burst. */
    public static final int BURST_MAX = 10_000;

    public Pace {
        if (burst < 1 || burst > BURST_MAX) {
            throw new IllegalArgumentException("burst: " + burst + " is out of range; 1 to " + BURST_MAX);
        }
    }

    /** With the calls of one second at once, at least one. */
    public Pace(Rate rate) {
        this(rate, Math.max(1, (int) (rate.calls() / rate.per().toSeconds())));
    }
}
