package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Start;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes connections known, and says which ones hold events back. */
record Configuring(Map<String, Start> connections) implements Work.Step<Set<String>> {

    Configuring {
        connections = Map.copyOf(connections);
    }

    @Override
    public Set<String> apply(Transaction transaction) throws SQLException {
        transaction.tables().events().flush();
        // By the file, not by memory: a store that was put in the place of a damaged one may have lost some.
        Set<String> known = transaction.tables().connections().all().stream()
                .map(Place::name)
                .collect(Collectors.toSet());
        for (Map.Entry<String, Start> connection : connections.entrySet()) {
            if (!known.contains(connection.getKey())) {
                long position = before(connection.getValue(), transaction);
                Instant now = Micros.instant(transaction.now());
                transaction.put(transaction.tables().connections().begin(connection.getKey(), position, now));
            }
        }
        transaction.configure(connections.keySet());
        return connections.keySet();
    }

    private static long before(Start start, Transaction transaction) throws SQLException {
        for (Salvaging salvaging : transaction.salvages()) {
            // It may be one whose position was lost: rather all again than one event not at all.
            boolean mayBeLost = !salvaging.isDone() && salvaging.placesLost();
            if (mayBeLost || (!salvaging.isDone() && start instanceof Start.Earliest)) {
                return 0;
            }
        }
        long next = transaction.counters().last() + 1;
        EventsTable events = transaction.tables().events();
        if (start instanceof Start.At at) {
            return events.firstSince(Micros.ceiling(at.time()), next) - 1;
        }
        return start instanceof Start.Earliest ? events.first(next) - 1 : next - 1;
    }
}
