package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells how far connections are, by counting as little as may be. Any thread. */
final class Standings {

    private final Committed committed;
    private final Readers readers;

    Standings(Committed committed, Readers readers) {
        this.committed = committed;
        this.readers = readers;
    }

    Standing of(String connection) {
        Place place = committed.place(connection);
        Counters counters = committed.counters();
        return readers.read(reader -> {
            Ahead ahead = committed.ahead(place.id());
            long waiting = waiting(reader, place.position(), counters) - settledAhead(reader, ahead, counters);
            long oldest = waiting <= 0 ? -1 : oldest(reader, place.position(), ahead);
            return new Standing(
                    place.position(),
                    place.bookmark(),
                    Math.max(0, waiting),
                    oldest < 0 ? null : Micros.instant(oldest),
                    place.counts().delivered(),
                    place.counts().refused(),
                    place.counts().retried(),
                    place.counts().dead(),
                    place.trouble(),
                    place.pause(),
                    place.since());
        });
    }

    /** Sequences have no gaps behind what was purged; a connection that was away may stand before that. */
    private static long waiting(Reader reader, long position, Counters counters) throws SQLException {
        long waiting = Math.max(0, counters.last() - Math.max(position, counters.purged()));
        return position < counters.purged() ? waiting + reader.count(position + 1, counters.purged()) : waiting;
    }

    /** Of those events, how many are settled already. */
    private static long settledAhead(Reader reader, Ahead ahead, Counters counters) throws SQLException {
        long settled = 0;
        for (Span span : ahead.spans()) {
            settled += span.first() > counters.purged()
                    ? span.last() - span.first() + 1
                    : reader.count(span.first(), span.last());
        }
        return settled;
    }

    /** When the first event behind the position arrived that is not settled already; -1 when there is none. */
    private static long oldest(Reader reader, long position, Ahead ahead) throws SQLException {
        long after = position;
        for (Span next : ahead.spans()) {
            if (after + 1 < next.first() && reader.count(after + 1, next.first() - 1) > 0) {
                break;
            }
            after = next.last();
        }
        return reader.arrivedAfter(after);
    }

    /** What is missing behind its position; null when nothing is, or when it may still come. */
    @Nullable
    Gap gap(String connection) {
        long position = committed.place(connection).position();
        List<Salvaging> salvages = committed.salvages();
        long purged = committed.counters().purged();
        if (position >= purged || salvages.stream().anyMatch(Salvaging::isHolding)) {
            return null;
        }
        long retained = readers.read(reader -> reader.count(position + 1, purged));
        long missing = purged - position - retained;
        for (Salvaging salvaging : salvages) {
            missing -= salvaging.leftOut(position);
        }
        return missing <= 0 ? null : new Gap(position + 1, purged, missing);
    }
}
