package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.ConnectionConflictException;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import java.sql.SQLException;
import java.util.Optional;

/** Gives a connection that is not configured another name; the result is why it cannot have it. */
record Renaming(String connection, String to) implements Work.Step<Optional<RuntimeException>> {

    @Override
    public Optional<RuntimeException> apply(Transaction transaction) throws SQLException {
        Place place = transaction.find(connection);
        if (place == null) {
            return Optional.of(new UnknownConnectionException(connection));
        }
        if (transaction.isConfigured(connection)) {
            return Optional.of(ConnectionConflictException.configured(connection));
        }
        if (transaction.find(to) != null) {
            return Optional.of(ConnectionConflictException.known(to));
        }
        transaction.tables().connections().rename(place.id(), to);
        transaction.forget(connection);
        transaction.put(place.named(to));
        return Optional.empty();
    }
}
