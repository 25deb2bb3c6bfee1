package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import org.jspecify.annotations.Nullable;

/**
 * How often a connection calls its destination; what is absent is the connector's own.
 *
 * @param rate in the long run
 * @param burst so many calls may follow each other at once; 1 to 10,000
 */
public record PaceSettings(@Nullable Rate rate, @Nullable Integer burst) {

    /** What somebody has who chose nothing. */
    public static final PaceSettings USUAL = new PaceSettings(null, null);

    /** Adds what is wrong with it for a connector with those limits. */
    void addFaults(Faults faults, Limits own) {
        if (burst != null) {
            faults.range("burst", burst, 1, Pace.BURST_MAX)
                    .unless(
                            rate != null || own.pace() != null,
                            "burst, rate: a burst without a rate means nothing; write rate, such as 10/s, too");
        }
    }

    /** The connector's limits with what the user chose. */
    Limits over(Limits own) {
        Pace pace = rate == null ? own.pace() : new Pace(rate);
        return own.at(pace == null || burst == null ? pace : new Pace(pace.rate(), burst));
    }
}
