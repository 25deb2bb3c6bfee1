package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds what a connection is to be offered next: what was put aside and is due, else what lies behind its position. Any thread. */
final class Offers {

    private final Committed committed;
    private final Tail tail;
    private final Readers readers;

    Offers(Committed committed, Tail tail, Readers readers) {
        this.committed = committed;
        this.tail = tail;
        this.readers = readers;
    }

    /** @param now in microseconds */
    Batch next(String connection, int events, long bytes, long now) {
        Place place = committed.place(connection);
        if (place.nextDue() <= now) {
            Batch again = readers.read(reader -> again(reader, place, events, bytes, now));
            if (!again.isEmpty()) {
                return again;
            }
        }
        return live(connection, 0, events, bytes);
    }

    /** What lies behind a batch that is being delivered. */
    Batch behind(String connection, Batch batch, int events, long bytes) {
        return live(connection, lastOf(batch.events()), events, bytes);
    }

    /** What lies behind a sequence, at least behind the position, without what is settled there already. */
    Batch live(String connection, long after, int events, long bytes) {
        // In the opposite order of their publication: what one commit has stored and settled is never seen as stored
        // only.
        long last = committed.counters().last();
        Ahead ahead = committed.ahead(committed.place(connection).id());
        long from = ahead.through(Math.max(after, committed.place(connection).position()));
        long to = Math.min(last, committed.visible(from));
        for (Span next = ahead.next(from); next != null && next.first() <= to; next = ahead.next(from)) {
            List<QueuedEvent> between = between(from, next.first() - 1, events, bytes);
            if (!between.isEmpty()) {
                return new Batch(Batch.Source.LIVE, between, lastOf(between) < ahead.lastOutside(to));
            }
            from = next.last();
            to = Math.min(last, committed.visible(from));
        }
        List<QueuedEvent> live = between(from, to, events, bytes);
        return new Batch(Batch.Source.LIVE, live, !live.isEmpty() && lastOf(live) < to);
    }

    private List<QueuedEvent> between(long after, long last, int events, long bytes) {
        if (after >= last) {
            return List.of();
        }
        List<QueuedEvent> young = tail.after(after, events, bytes);
        if (young == null) {
            return readers.read(reader -> reader.forward(after + 1, last, events, bytes));
        }
        if (!young.isEmpty() && lastOf(young) > last) {
            young.removeIf(event -> event.sequence() > last);
        }
        return young;
    }

    private Batch again(Reader reader, Place place, int events, long bytes, long now) throws SQLException {
        var found = new ArrayList<QueuedEvent>();
        long last = committed.counters().last();
        boolean more = place.position() < committed.ahead(place.id()).lastOutside(last);
        long room = bytes;
        for (Reader.Due due : reader.due(place.id(), now, events + 1)) {
            if (found.size() == events || room <= 0) {
                more = true;
                break;
            }
            List<QueuedEvent> next = due.copied()
                    ? reader.copied(due)
                    : reader.forward(due.span().first(), due.span().last(), events - found.size(), room);
            for (QueuedEvent event : next) {
                room -= event.bytes();
                if (room >= 0 || found.isEmpty()) {
                    found.add(event);
                }
            }
            if (found.isEmpty() || lastOf(found) < due.span().last()) {
                more = true;
                break;
            }
        }
        return new Batch(Batch.Source.AGAIN, found, more);
    }

    private static long lastOf(List<QueuedEvent> events) {
        return events.get(events.size() - 1).sequence();
    }
}
