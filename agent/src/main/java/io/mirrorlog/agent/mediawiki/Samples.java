package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.index.LogIndex;
import io.mirrorlog.agent.index.LogOrder;
import io.mirrorlog.agent.index.LogOrder.By;
import io.mirrorlog.agent.index.LogOrder.Direction;
import io.mirrorlog.agent.index.LogQuery;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.Optional;

/** Shows by one retained event what a log knows. Safe for many threads. */
final class Samples {

    private static final LogOrder ORDER = new LogOrder(By.TIME, Direction.NEWEST_FIRST);

    private final LogIndex log;

    Samples(LogIndex log) {
        this.log = log;
    }

    /** Whether there is such an event; where it takes long to find out, there may be one. */
    boolean any(LogQuery query) {
        LogIndex.Found found = found(query);
        return !found.events().isEmpty() || found.next() != null;
    }

    /** The newest such event; empty also where it takes long to find. */
    Optional<QueuedEvent> newest(LogQuery query) {
        return found(query).events().stream().findFirst();
    }

    private LogIndex.Found found(LogQuery query) {
        return log.find(query, ORDER, ORDER.start(), 1);
    }
}
