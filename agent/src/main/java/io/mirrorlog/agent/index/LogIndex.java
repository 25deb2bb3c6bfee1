package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The retained events in the order of their own time. Safe for many threads.
 *
 * <p>What is stored is found at once. A reader that goes on with {@link Found#next} sees each event that was there when
 * it began exactly once; one that comes meanwhile is seen when its place lies still ahead, so an event that comes late,
 * with a time that the reader has passed, is not.
 */
public interface LogIndex {

    /**
     * One page.
     *
     * @param from the first place to look at, that place included: {@link LogOrder#start}, {@link LogOrder#at}, or the
     *     {@code next} of the page before
     * @param limit at most so many, at least 1
     * @return fewer than asked for where they are large or finding them takes long, perhaps none: only {@code next} tells
     *     the end
     * @throws TooSlowException when nothing could be told in time
     * @throws io.mirrorlog.agent.queue.QueueException when the store cannot be read
     */
    Found find(LogQuery query, LogOrder order, LogKey from, int limit);

    /**
     * A page.
     *
     * @param events in order
     * @param next the place of the first event that is not on the page: where to read on; absent at the end
     */
    record Found(List<QueuedEvent> events, @Nullable LogKey next) {

        public Found {
            events = List.copyOf(events);
        }
    }
}
