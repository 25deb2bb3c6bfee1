package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.ConnectionConflictException;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import java.sql.SQLException;
import java.util.Optional;

/** Forgets a connection that is not configured and has no dead letters; the result is why it cannot be forgotten. */
record Forgetting(String connection) implements Work.Step<Optional<RuntimeException>> {

    @Override
    public Optional<RuntimeException> apply(Transaction transaction) throws SQLException {
        Place place = transaction.find(connection);
        if (place == null) {
            return Optional.of(new UnknownConnectionException(connection));
        }
        if (transaction.isConfigured(connection)) {
            return Optional.of(ConnectionConflictException.configured(connection));
        }
        if (place.counts().dead() > 0) {
            return Optional.of(
                    ConnectionConflictException.dead(connection, place.counts().dead()));
        }
        long ranges = transaction.tables().released().count(place.id());
        if (ranges > 0) {
            return Optional.of(ConnectionConflictException.released(connection, ranges));
        }
        transaction.tables().late().endAll(place.id());
        transaction.tables().exceptions().endAll(place.id());
        transaction.ahead(place, Ahead.NONE);
        transaction.tables().connections().delete(place.id());
        transaction.forget(connection);
        return Optional.empty();
    }
}
