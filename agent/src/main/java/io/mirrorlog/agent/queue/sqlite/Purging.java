package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.SQLException;

/**
 * Deletes one step of the delivered history; the result is how many events.
 *
 * @param arrivedBefore only what arrived earlier, in microseconds, and no replay needs; with the largest number, room is
 *     needed more than replays
 * @param forgottenBefore fingerprints of what arrived earlier go as well
 */
record Purging(long arrivedBefore, long forgottenBefore) implements Work.Step<Integer> {

    private static final int STEP = 4_000;

    /** Times of arrival rise with the sequence unless a clock was set: so far younger events do not hide older ones. */
    private static final int LOOK_AHEAD = 10_000;

    @Override
    public Integer apply(Transaction transaction) throws SQLException {
        Tables tables = transaction.tables();
        tables.events().flush();
        tables.remembered().delete(forgottenBefore, STEP);
        int deleted = deleteSettled(transaction);
        transaction.database().giveBack();
        return deleted;
    }

    private int deleteSettled(Transaction transaction) throws SQLException {
        long through = transaction.settledByAll();
        long from = 1;
        int deleted = 0;
        for (Span held : transaction.tables().exceptions().held(through, arrivedBefore < Long.MAX_VALUE)) {
            deleted += delete(transaction, from, Math.min(through, held.first() - 1), STEP - deleted);
            from = Math.max(from, held.last() + 1);
        }
        return deleted + delete(transaction, from, through, STEP - deleted);
    }

    private int delete(Transaction transaction, long from, long to, int atMost) throws SQLException {
        if (from > to || atMost == 0) {
            return 0;
        }
        EventsTable events = transaction.tables().events();
        EventsTable.Slice slice = events.slice(from, to, arrivedBefore, LOOK_AHEAD, atMost);
        if (slice.count() == 0) {
            return 0;
        }
        int deleted = events.delete(from, slice.last(), arrivedBefore);
        transaction.deleted(deleted, slice.last());
        return deleted;
    }
}
