package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Again;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.SQLException;
import java.util.List;

/**
 * Lets the connections go on behind the events of an older store, once all of those are here that somebody waits for:
 * an event that was put aside and is lost is not waited for any more.
 */
record Releasing(Salvaging salvaging) implements Work.Step<Salvaging> {

    @Override
    public Salvaging apply(Transaction transaction) throws SQLException {
        ExceptionsTable exceptions = transaction.tables().exceptions();
        for (Place place : transaction.places()) {
            for (Again again : exceptions.overlapping(place.id(), new Span(1, salvaging.start()))) {
                endMissing(again, place, transaction);
            }
            transaction.put(place.due(exceptions.nextDue(place.id())));
        }
        Salvaging released = salvaging.looked(salvaging.start(), 0, salvaging.missing());
        transaction.restored(0, released);
        return released;
    }

    private static void endMissing(Again again, Place place, Transaction transaction) throws SQLException {
        if (transaction.tables().salvages().hasCopy(again)) {
            return;
        }
        Span span = again.span();
        List<Long> here = transaction.tables().events().sequences(span.first(), span.last());
        if (here.size() == span.last() - span.first() + 1) {
            return;
        }
        transaction.tables().exceptions().end(again);
        for (Span rest : Settling.spans(here)) {
            transaction
                    .tables()
                    .exceptions()
                    .putAside(
                            place.id(),
                            rest,
                            again.due(),
                            again.history(),
                            again.history().since());
        }
    }
}
