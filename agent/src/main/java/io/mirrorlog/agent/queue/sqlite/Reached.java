package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.SQLException;
import java.util.List;

/**
 * How far a connection is.
 *
 * @param position all up to here is settled
 * @param ahead what is settled behind that
 */
record Reached(long position, Ahead ahead) {

    /** As far as all is settled that lies there, or will be put back there. */
    static Reached from(long position, Ahead ahead, Transaction transaction) throws SQLException {
        long reached = position;
        Ahead left = ahead.behind(position);
        for (Span next : left.spans()) {
            if (!transaction.isGap(reached, next.first())) {
                break;
            }
            reached = next.last();
        }
        return new Reached(reached, left.behind(reached));
    }

    /** The position of a connection when these are settled as well, which lie behind it, in order and not settled yet. */
    static long settle(Transaction transaction, Place place, List<Long> sequences) throws SQLException {
        Ahead all = transaction.ahead(place).and(Settling.spans(sequences));
        Reached reached = from(place.position(), all, transaction);
        transaction.ahead(place, reached.ahead());
        return reached.position();
    }

    /** The position of a connection behind a sequence, and behind what is settled there already. */
    static long move(Transaction transaction, Place place, long through) throws SQLException {
        Ahead ahead = transaction.ahead(place);
        if (ahead.isEmpty()) {
            return through;
        }
        Reached reached = from(through, ahead, transaction);
        transaction.ahead(place, reached.ahead());
        return reached.position();
    }
}
