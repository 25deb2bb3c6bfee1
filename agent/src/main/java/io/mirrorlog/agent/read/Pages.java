package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads through what is kept, page by page, and never more of it at once than a page. */
public final class Pages<T> {

    /** At most so many are looked at for one answer; what is left is found behind {@link Page#next}. */
    private static final int LOOKED_AT = 20_000;

    private static final int STEP = 1_000;

    /** A page ends with the event that fills it to this, so that large events make small pages. */
    private static final long PAGE_BYTES = 4 << 20;

    /** Gives what stands next behind a sequence, in the order of reading; none only at the end. */
    @FunctionalInterface
    public interface Source<T> {
        List<T> read(long sequence, int atMost);
    }

    /**
     * @param items in the order of reading
     * @param next where to read on; 0 when everything was seen
     */
    public record Page<T>(List<T> items, long next) {}

    private final Source<T> source;
    private final Function<T, QueuedEvent> event;

    private Pages(Source<T> source, Function<T, QueuedEvent> event) {
        this.source = source;
        this.event = event;
    }

    public static Pages<QueuedEvent> ofEvents(Source<QueuedEvent> source) {
        return new Pages<>(source, queued -> queued);
    }

    public static Pages<DeadLetter> ofDeadLetters(Source<DeadLetter> source) {
        return new Pages<>(source, DeadLetter::queued);
    }

    /** @param from where the last page ended, or where the source begins */
    public Page<T> read(Predicate<Event> filter, long from, int limit) {
        List<T> page = new ArrayList<>();
        long position = from;
        long bytes = 0;
        for (int seen = 0; seen < LOOKED_AT; ) {
            List<T> step = source.read(position, STEP);
            if (step.isEmpty()) {
                return new Page<>(page, 0);
            }
            for (T item : step) {
                QueuedEvent queued = event.apply(item);
                position = queued.sequence();
                if (filter.test(queued.event())) {
                    page.add(item);
                    bytes += queued.bytes();
                    if (page.size() == limit || bytes >= PAGE_BYTES) {
                        return new Page<>(page, position);
                    }
                }
            }
            seen += step.size();
        }
        return new Page<>(page, position);
    }
}
