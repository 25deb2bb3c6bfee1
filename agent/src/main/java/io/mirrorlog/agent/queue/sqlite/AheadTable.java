package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What connections have settled ahead of their positions. Writer's thread only. */
final class AheadTable {

    private final PreparedStatement all;
    private final PreparedStatement delete;
    private final PreparedStatement insert;

    AheadTable(Connection connection) throws SQLException {
        all = connection.prepareStatement("SELECT connection, first, last FROM ahead ORDER BY connection, first");
        delete = connection.prepareStatement("DELETE FROM ahead WHERE connection = ?");
        insert = connection.prepareStatement("INSERT INTO ahead (connection, first, last) VALUES (?, ?, ?)");
    }

    /** By the connections' ids; none for those that have nothing ahead. */
    Map<Long, Ahead> all() throws SQLException {
        var spans = new HashMap<Long, List<Span>>();
        try (ResultSet row = all.executeQuery()) {
            while (row.next()) {
                spans.computeIfAbsent(row.getLong(1), first -> new ArrayList<>())
                        .add(new Span(row.getLong(2), row.getLong(3)));
            }
        }
        var found = new HashMap<Long, Ahead>();
        spans.forEach((connection, its) -> found.put(connection, new Ahead(its)));
        return found;
    }

    /** Writes all of one connection's anew: they are few. */
    void save(long connection, Ahead ahead) throws SQLException {
        delete.setLong(1, connection);
        delete.executeUpdate();
        for (Span span : ahead.spans()) {
            insert.setLong(1, connection);
            insert.setLong(2, span.first());
            insert.setLong(3, span.last());
            insert.executeUpdate();
        }
    }
}
