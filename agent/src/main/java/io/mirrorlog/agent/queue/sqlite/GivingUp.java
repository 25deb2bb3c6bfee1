package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Released;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Moves a connection's position over events that lie in a file by now; the result is how many of them were still to be
 * delivered, 0 when nothing has moved: then nobody knows of the file.
 *
 * @param place where the connection stood when the file was written
 */
record GivingUp(Place place, ReleasedFiles.Draft draft, String reason) implements Work.Step<Long> {

    @Override
    public Long apply(Transaction transaction) throws SQLException {
        Place now = transaction.find(place.name());
        if (now == null || now.id() != place.id() || now.position() < place.position()) {
            return 0L;
        }
        // The lane may have gone on meanwhile.
        long through = Math.max(now.position(), draft.first() - 1);
        if (through >= draft.last()) {
            return 0L;
        }
        transaction.tables().released().add(now.id(), draft, through, transaction.now(), reason);
        transaction.put(now.movedOver(Reached.move(transaction, now, draft.last())));
        return (long) draft.count() - draft.countThrough(through);
    }

    /** The range, as far as it is known here: a delivery that is under way may have settled some of it. */
    Released told(Instant at) {
        return new Released(
                place.name(),
                draft.first(),
                draft.last(),
                draft.count(),
                draft.count(),
                Micros.instant(draft.since()),
                Micros.instant(draft.until()),
                at,
                reason,
                draft.file(),
                false,
                null);
    }
}
