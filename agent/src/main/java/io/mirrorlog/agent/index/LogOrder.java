package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.TimeRange;
import java.util.Comparator;

/**
 * In which order events are found. Pure.
 *
 * @param by what decides between events of the same second
 */
public record LogOrder(By by, Direction direction) implements Comparator<LogKey> {

    /** What decides between events of the same second. */
    public enum By {
        /** The nanosecond. */
        TIME,
        /** The log id ({@link LogFields#logId}). */
        LOG_ID,
        /** The sequence: the log id of a reader who sees all sites. */
        SEQUENCE
    }

    /** Which end is read first. */
    public enum Direction {
        OLDEST_FIRST,
        NEWEST_FIRST
    }

    private static final Comparator<LogKey> ASCENDING = Comparator.comparingLong(LogKey::second)
            .thenComparingLong(LogKey::tie)
            .thenComparingLong(LogKey::sequence);

    public LogKey keyOf(QueuedEvent queued) {
        long tie = switch (by) {
            case TIME -> queued.event().timestamp().getNano();
            case LOG_ID -> LogFields.logId(queued);
            case SEQUENCE -> queued.sequence();
        };
        return new LogKey(queued.event().timestamp().toEpochSecond(), tie, queued.sequence());
    }

    /** Where all of it begins. */
    public LogKey start() {
        return isNewestFirst()
                ? new LogKey(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)
                : new LogKey(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);
    }

    /** Where the events with that second and tie begin, whatever their sequence. */
    public LogKey at(long second, long tie) {
        return new LogKey(second, tie, isNewestFirst() ? Long.MAX_VALUE : Long.MIN_VALUE);
    }

    /** The next place behind that one, whether an event is there or not. */
    LogKey behind(LogKey key) {
        return new LogKey(key.second(), key.tie(), key.sequence() + (isNewestFirst() ? -1 : 1));
    }

    /** Whether all events of these times stand before that place. */
    boolean areBefore(TimeRange times, LogKey place) {
        return isNewestFirst() ? times.earliest() > latest(place) : times.latest() < earliest(place);
    }

    /** Whether all events of these times stand behind that place. */
    boolean areBehind(TimeRange times, LogKey place) {
        return isNewestFirst() ? times.latest() < earliest(place) : times.earliest() > latest(place);
    }

    /** Whether the first events of these times stand before all of the others. */
    boolean begins(TimeRange times, TimeRange others) {
        return isNewestFirst() ? times.latest() > others.latest() : times.earliest() < others.earliest();
    }

    /** The first moment that an event in that place can have. */
    private long earliest(LogKey place) {
        return TimeRange.moment(place.second(), by == By.TIME ? place.tie() : Long.MIN_VALUE);
    }

    private long latest(LogKey place) {
        return TimeRange.moment(place.second(), by == By.TIME ? place.tie() : Long.MAX_VALUE);
    }

    /** In the order of reading. */
    @Override
    public int compare(LogKey one, LogKey other) {
        return isNewestFirst() ? ASCENDING.compare(other, one) : ASCENDING.compare(one, other);
    }

    boolean isNewestFirst() {
        return direction == Direction.NEWEST_FIRST;
    }
}
