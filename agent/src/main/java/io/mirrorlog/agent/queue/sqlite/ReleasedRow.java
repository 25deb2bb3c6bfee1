package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Released;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has given up, as it is stored.
 *
 * @param position the last sequence settled
 * @param settled how many events from the file's beginning are settled
 * @param since when the first arrived, in microseconds; so are the other times
 */
record ReleasedRow(
        long id,
        State state,
        long first,
        long last,
        long position,
        long settled,
        long events,
        boolean begun,
        long since,
        long until,
        long at,
        String reason,
        String file,
        @Nullable String problem) {

    /** What is to become of it. */
    enum State {
        /** Nothing, until somebody says so. */
        WAITING,
        /** It is offered again. */
        OFFERED,
        /** Its file is to be deleted. */
        DONE
    }

    /** All that {@link #of} reads, in its order. */
    static final String COLUMNS =
            "id, state, first, last, position, settled, events, begun, since, until, at, reason, file, problem";

    static ReleasedRow of(ResultSet row) throws SQLException {
        return new ReleasedRow(
                row.getLong(1),
                State.valueOf(row.getString(2)),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getBoolean(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getString(12),
                row.getString(13),
                row.getString(14));
    }

    Released told(String connection) {
        return new Released(
                connection,
                first,
                last,
                events,
                events - settled,
                Micros.instant(since),
                Micros.instant(until),
                Micros.instant(at),
                reason,
                file,
                state == State.OFFERED,
                problem);
    }
}
