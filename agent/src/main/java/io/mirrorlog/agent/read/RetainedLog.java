package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads the retained events backwards, page by page, and never more of them at once than a page. */
public final class RetainedLog {

    /** At most so many events are looked at for one answer; what is left is found behind {@link Page#next}. */
    private static final int LOOKED_AT = 20_000;

    private static final int STEP = 1_000;

    /** A page ends with the event that fills it to this, so that large events make small pages. */
    private static final long PAGE_BYTES = 4 << 20;

    /** Gives retained events with smaller sequences, the youngest first. */
    @FunctionalInterface
    public interface Source {
        List<QueuedEvent> readBackward(long before, int events);
    }

    /**
     * @param events the youngest first
     * @param next where to read on; 0 when everything was seen
     */
    public record Page(List<QueuedEvent> events, long next) {}

    private final Source source;

    public RetainedLog(Source source) {
        this.source = source;
    }

    /** @param before only events with smaller sequences; {@link Long#MAX_VALUE} for all */
    public Page read(Predicate<Event> filter, long before, int limit) {
        List<QueuedEvent> page = new ArrayList<>();
        long position = before;
        long bytes = 0;
        for (int seen = 0; seen < LOOKED_AT; ) {
            List<QueuedEvent> step = source.readBackward(position, STEP);
            if (step.isEmpty()) {
                return new Page(page, 0);
            }
            for (QueuedEvent queued : step) {
                position = queued.sequence();
                if (filter.test(queued.event())) {
                    page.add(queued);
                    bytes += queued.bytes();
                    if (page.size() == limit || bytes >= PAGE_BYTES) {
                        return new Page(page, position);
                    }
                }
            }
            seen += step.size();
        }
        return new Page(page, position);
    }
}
