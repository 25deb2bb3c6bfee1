package io.mirrorlog.agent.queue.sqlite;

import java.sql.Connection;
import java.sql.SQLException;

/** The tables of one open file, with their prepared statements. Writer's thread only. */
record Tables(
        EventsTable events,
        CountersTable counters,
        ConnectionsTable connections,
        ExceptionsTable exceptions,
        AheadTable ahead,
        SitesTable sites,
        RememberedTable remembered,
        SalvagesTable salvages) {

    static Tables of(Connection connection) throws SQLException {
        return new Tables(
                new EventsTable(connection),
                new CountersTable(connection),
                new ConnectionsTable(connection),
                new ExceptionsTable(connection),
                new AheadTable(connection),
                new SitesTable(connection),
                new RememberedTable(connection),
                new SalvagesTable(connection));
    }
}
