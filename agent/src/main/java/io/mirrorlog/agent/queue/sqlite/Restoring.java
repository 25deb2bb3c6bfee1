package io.mirrorlog.agent.queue.sqlite;

import java.sql.SQLException;
import java.util.List;

/**
 * Puts events of a store that was set aside back under their own sequences, and notes in the same commit how far that is;
 * the result is how many were not there.
 *
 * @param then how far it is with these, before they are counted
 */
record Restoring(List<Wreck.Row> rows, Salvaging then, boolean history) implements Work.Step<Integer> {

    Restoring {
        rows = List.copyOf(rows);
    }

    @Override
    public Integer apply(Transaction transaction) throws SQLException {
        int restored = 0;
        for (Wreck.Row row : rows) {
            restored += transaction.tables().events().restore(row.sequence(), row.arrived(), row.body());
        }
        Salvaging counted = history
                ? then.lookedBack(then.history(), restored, then.missing())
                : then.looked(then.through(), restored, then.missing());
        transaction.restored(restored, counted);
        return restored;
    }
}
