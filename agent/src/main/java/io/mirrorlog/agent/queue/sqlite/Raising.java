package io.mirrorlog.agent.queue.sqlite;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes dead letters from among the dead: to be offered again at once, or for good. The result is which there were;
 * empty when the connection is not known.
 */
record Raising(String connection, Set<Long> sequences, Fate fate) implements Work.Step<Optional<Set<Long>>> {

    /** What becomes of them. */
    enum Fate {
        OFFERED_AGAIN,
        DROPPED
    }

    Raising {
        sequences = Set.copyOf(sequences);
    }

    @Override
    public Optional<Set<Long>> apply(Transaction transaction) throws SQLException {
        Place place = transaction.find(connection);
        if (place == null) {
            return Optional.empty();
        }
        ExceptionsTable exceptions = transaction.tables().exceptions();
        var found = new TreeSet<Long>();
        for (long sequence : sequences) {
            boolean there = fate == Fate.OFFERED_AGAIN
                    ? exceptions.retryDead(place.id(), sequence, transaction.now())
                    : exceptions.dropDead(place.id(), sequence);
            if (there) {
                found.add(sequence);
            }
        }
        boolean due = fate == Fate.OFFERED_AGAIN && !found.isEmpty();
        transaction.put(
                place.withoutDead(found.size(), due ? Math.min(place.nextDue(), transaction.now()) : place.nextDue()));
        return Optional.of(found);
    }
}
