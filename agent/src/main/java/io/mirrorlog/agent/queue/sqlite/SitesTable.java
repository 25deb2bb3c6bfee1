package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueStatus.Site;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** What each site has sent, one row each. Writer's thread only. */
final class SitesTable {

    private final PreparedStatement all;
    private final PreparedStatement save;

    SitesTable(Connection connection) throws SQLException {
        all = connection.prepareStatement("SELECT name, events, last_seen FROM sites");
        save = connection.prepareStatement("INSERT OR REPLACE INTO sites (name, events, last_seen) VALUES (?, ?, ?)");
    }

    Map<String, Site> all() throws SQLException {
        var sites = new HashMap<String, Site>();
        try (ResultSet row = all.executeQuery()) {
            while (row.next()) {
                sites.put(row.getString(1), new Site(row.getLong(2), Micros.instant(row.getLong(3))));
            }
        }
        return sites;
    }

    void save(Map<String, Site> changed) throws SQLException {
        for (Map.Entry<String, Site> site : changed.entrySet()) {
            save.setString(1, site.getKey());
            save.setLong(2, site.getValue().events());
            save.setLong(3, Micros.floor(site.getValue().lastSeen()));
            save.addBatch();
        }
        save.executeBatch();
    }
}
