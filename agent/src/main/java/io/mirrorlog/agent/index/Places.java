package io.mirrorlog.agent.index;

import java.util.List;

/** Where events may be that are looked for, in order; each event is asked itself in the end. */
@FunctionalInterface
interface Places {

    /**
     * The first ones.
     *
     * @param from that place included
     * @return fewer than asked for only at the end
     */
    List<LogKey> first(LogKey from, int atMost);
}
