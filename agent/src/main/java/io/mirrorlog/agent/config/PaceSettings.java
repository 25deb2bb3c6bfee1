package io.mirrorlog.agent.config;

import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import org.jspecify.annotations.Nullable;

/**
 * How often a connection calls its destination; what is absent is the connector's own.
 *
 * @param rate in the long run
 * @param burst so many calls may follow each other at once; 1 to 10,000
 * @param parallel so many calls at the same time; 1 to 16
 */
public record PaceSettings(@Nullable Rate rate, @Nullable Integer burst, int parallel) {

    /** What somebody has who chose nothing. */
    public static final PaceSettings USUAL = new PaceSettings(null, null, 1);

    private static final int PARALLEL_MAX = 16;

    /** Adds what is wrong with it for a kind of destination. */
    void addFaults(Faults faults, ConnectorType<?> type) {
        faults.range("parallel", parallel, 1, PARALLEL_MAX)
                .unless(
                        parallel <= 1 || !type.exact(),
                        "parallel: several calls at once are not for " + type.name()
                                + ", where events stand in the queue's order, each exactly once; write 1");
        if (burst != null) {
            faults.range("burst", burst, 1, Pace.BURST_MAX)
                    .unless(
                            rate != null || type.limits().pace() != null,
                            "burst, rate: a burst without a rate means nothing; write rate, such as 10/s, too");
        }
    }

    /** The connector's limits with what the user chose. */
    Limits over(Limits own) {
        Pace pace = rate == null ? own.pace() : new Pace(rate);
        return own.at(pace == null || burst == null ? pace : new Pace(pace.rate(), burst));
    }
}
