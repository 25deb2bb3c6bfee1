package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.TimeRange;
import io.mirrorlog.connector.Event;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * The block that is being filled, in memory. One thread at a time adds; what {@link #seen} gave can be read by any that got
 * it from there in a safe way, since nothing that was noted changes.
 */
final class OpenBlock {

    private final int most;
    private final Words sites;
    private final Words kinds;
    private final Map<Column, ByteBuffer> numbers = new EnumMap<>(Column.class);
    private final Heads heads = new Heads();
    private final Grams grams = new Grams();
    private Span span = Span.EMPTY;

    /** @param most it is full with so many events */
    OpenBlock(int most, Words sites, Words kinds) {
        this.most = most;
        this.sites = sites;
        this.kinds = kinds;
        for (Column column : Column.values()) {
            numbers.put(column, ByteBuffer.allocate(most * column.width()));
        }
    }

    boolean isFull() {
        return span.size() == most;
    }

    /** Notes the event that follows; there must be room. */
    void add(QueuedEvent queued) {
        Event event = queued.event();
        long second = event.timestamp().toEpochSecond();
        note(Column.SEQUENCE, queued.sequence());
        note(Column.SECOND, second);
        note(Column.NANO, event.timestamp().getNano());
        note(Column.LOG_ID, LogFields.logId(queued));
        note(Column.SITE, sites.numberOf(event.site()));
        note(Column.KIND, kinds.numberOf(Kind.of(event)));
        note(Column.SEVERITY, Hashes.grade(event.severity()));
        note(Column.ID, Hashes.of(event.id()));
        note(Column.USER, Hashes.of(event.user()));
        LogFields.Facts facts = LogFields.facts(event);
        note(Column.USER_ID, Hashes.of(facts.userId()));
        note(Column.NAMESPACE, Hashes.of(facts.namespace()));
        note(Column.TITLE, Hashes.of(facts.title()));
        heads.add(facts.title());
        grams.add(event);
        span = span.with(
                queued.sequence(), TimeRange.moment(second, event.timestamp().getNano()));
    }

    private void note(Column column, long number) {
        column.put(bytes(numbers, column), span.size(), number);
    }

    private static ByteBuffer bytes(Map<Column, ByteBuffer> numbers, Column column) {
        ByteBuffer bytes = numbers.get(column);
        if (bytes == null) {
            throw new IllegalStateException("there is no column " + column);
        }
        return bytes;
    }

    /** What was noted so far. */
    Block seen() {
        return new Seen(span, numbers, heads.seen(), grams.seen());
    }

    private record Seen(Span span, Map<Column, ByteBuffer> numbers, ByteBuffer heads, ByteBuffer grams)
            implements Block {

        @Override
        public ByteBuffer column(Column column) {
            return switch (column) {
                case HEADS -> heads;
                case GRAMS -> grams;
                default -> bytes(numbers, column);
            };
        }
    }
}
