package io.mirrorlog.connector.http;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which entry a destination refuses when it refuses a whole delivery and does not say: the lane halves, until one
 * entry stands alone and is refused. Where one after the other is refused and nothing is taken in between, the entries are
 * innocent: then the connection is blocked. For one thread.
 */
public final class Blame {

    /** So many events may be refused one after the other before the destination is to blame. */
    static final int REFUSED_MAX = 10;

    private int refused;

    /** The destination has taken something. */
    public void taken() {
        refused = 0;
    }

    /** @param offered all that the lane has offered, also what was not sent yet */
    public Outcome of(List<Entry> offered, String reason) {
        if (refused >= REFUSED_MAX) {
            return new Outcome.Blocked(
                    reason + "; the last " + REFUSED_MAX + " events were refused one after the other");
        }
        if (offered.size() > 1) {
            return new Outcome.TooLarge(reason);
        }
        refused++;
        return new Outcome.Mixed(Map.of(offered.get(0).sequence(), reason), Set.of());
    }
}
