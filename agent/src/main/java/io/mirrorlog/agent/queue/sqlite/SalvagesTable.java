package io.mirrorlog.agent.queue.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One row for each store that was set aside. Writer's thread only. */
final class SalvagesTable {

    private final PreparedStatement all;
    private final PreparedStatement save;
    private final PreparedStatement hasCopy;

    SalvagesTable(Connection connection) throws SQLException {
        all = connection.prepareStatement("""
                SELECT source, reason, at, low, high, start, first, through, history, restored, lost, missing,
                       places_lost, history_left
                FROM salvages ORDER BY start""");
        hasCopy = connection.prepareStatement("SELECT count(*) FROM exceptions WHERE id = ? AND body IS NOT NULL");
        save = connection.prepareStatement("""
                INSERT OR REPLACE INTO salvages
                    (source, reason, at, low, high, start, first, through, history, restored, lost, missing,
                     places_lost, history_left)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
    }

    /** True when what is put aside there carries its event itself, and waits for none of the log. */
    boolean hasCopy(ExceptionsTable.Again again) throws SQLException {
        hasCopy.setLong(1, again.id());
        return Sql.number(hasCopy, 0) > 0;
    }

    /** The oldest first. */
    List<Salvaging> all() throws SQLException {
        var found = new ArrayList<Salvaging>();
        try (ResultSet row = all.executeQuery()) {
            while (row.next()) {
                found.add(new Salvaging(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10),
                        Gaps.read(row.getString(12), row.getLong(11)),
                        row.getBoolean(13),
                        row.getBoolean(14)));
            }
        }
        return found;
    }

    void save(Salvaging salvaging) throws SQLException {
        save.setString(1, salvaging.source());
        save.setString(2, salvaging.reason());
        save.setLong(3, salvaging.at());
        save.setLong(4, salvaging.low());
        save.setLong(5, salvaging.high());
        save.setLong(6, salvaging.start());
        save.setLong(7, salvaging.first());
        save.setLong(8, salvaging.through());
        save.setLong(9, salvaging.history());
        save.setLong(10, salvaging.restored());
        save.setLong(11, salvaging.missing().count());
        save.setString(12, salvaging.missing().text());
        save.setBoolean(13, salvaging.placesLost());
        save.setBoolean(14, salvaging.historyLeft());
        save.executeUpdate();
    }
}
