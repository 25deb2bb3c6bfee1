package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.History;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Records what became of events at a connection that was written to before they were stored, in the commit that stores
 * them.
 *
 * @param receipts what was stored under which sequence
 * @param stored one of the events as it was stored, by its place
 */
record DirectSettling(DirectSettlement settlement, List<Receipt> receipts, IntFunction<QueuedEvent> stored) {

    void apply(Transaction transaction) throws SQLException {
        Place place = transaction.find(settlement.connection());
        if (place == null) {
            return; // it was forgotten meanwhile
        }
        List<Long> settled = new ArrayList<>();
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            boolean isRefused = settlement.refused().containsKey(i);
            if (receipts.get(i).sequence() > 0
                    && (isRefused || settlement.delivered().contains(i))) {
                settled.add(receipts.get(i).sequence());
                if (isRefused) {
                    refused.add(i);
                }
            }
        }
        Ahead all = transaction.ahead(place).with(Settling.spans(settled));
        Reached reached = Reached.from(place.position(), all, transaction);
        if (settled.isEmpty() || reached.ahead().spans().size() > Ahead.SPANS_MAX) {
            return;
        }
        var history = new History(1, transaction.now());
        for (int i : refused) {
            String reason = String.valueOf(settlement.refused().get(i));
            transaction.tables().exceptions().bury(place.id(), stored.apply(i), reason, history, transaction.now());
        }
        transaction.ahead(place, reached.ahead());
        var tally = new Place.Tally(settled.size() - refused.size(), refused.size());
        transaction.put(place.settled(reached.position(), null, tally, place.nextDue())
                .working(Micros.instant(transaction.now())));
    }
}
