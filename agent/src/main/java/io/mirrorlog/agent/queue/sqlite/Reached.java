package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.SQLException;

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
}
