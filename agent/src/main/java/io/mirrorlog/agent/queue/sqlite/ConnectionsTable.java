package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row for each connection. Writer's thread only. */
final class ConnectionsTable {

    private final PreparedStatement all;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    private final PreparedStatement rename;
    private final PreparedStatement delete;

    ConnectionsTable(Connection connection) throws SQLException {
        all = connection.prepareStatement("""
                SELECT id, name, position, bookmark, delivered, refused, retried, dead,
                       trouble_kind, trouble_failures, trouble_since, trouble_reason, paused_since, paused_reason,
                       state_since,
                       (SELECT min(due) FROM exceptions WHERE connection = connections.id AND kind = 'AGAIN'),
                """ + LateTable.begun("connections.id") + " FROM connections ORDER BY id");
        insert = connection.prepareStatement("INSERT INTO connections (name, position) VALUES (?, ?) RETURNING id");
        update = connection.prepareStatement("""
                UPDATE connections
                SET position = ?, bookmark = ?, delivered = ?, refused = ?, retried = ?, dead = ?,
                    trouble_kind = ?, trouble_failures = ?, trouble_since = ?, trouble_reason = ?,
                    paused_since = ?, paused_reason = ?, state_since = ?
                WHERE id = ?""");
        rename = connection.prepareStatement("UPDATE connections SET name = ? WHERE id = ?");
        delete = connection.prepareStatement("DELETE FROM connections WHERE id = ?");
    }

    List<Place> all() throws SQLException {
        var places = new ArrayList<Place>();
        try (ResultSet row = all.executeQuery()) {
            while (row.next()) {
                long due = row.getLong(16);
                boolean noneDue = row.wasNull();
                places.add(new Place(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        new Place.Counts(row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8)),
                        trouble(row),
                        pause(row),
                        since(row),
                        noneDue ? Place.NEVER : due,
                        Late.of(row.getLong(17))));
            }
        }
        return places;
    }

    private static Standing.@Nullable Trouble trouble(ResultSet row) throws SQLException {
        String kind = row.getString(9);
        return kind == null
                ? null
                : new Standing.Trouble(
                        row.getInt(10),
                        Micros.instant(row.getLong(11)),
                        row.getString(12),
                        Standing.Kind.valueOf(kind));
    }

    private static Standing.@Nullable Pause pause(ResultSet row) throws SQLException {
        String reason = row.getString(14);
        return reason == null ? null : new Standing.Pause(Micros.instant(row.getLong(13)), reason);
    }

    private static @Nullable Instant since(ResultSet row) throws SQLException {
        long since = row.getLong(15);
        return row.wasNull() ? null : Micros.instant(since);
    }

    /** A new connection, behind that sequence. */
    Place begin(String name, long position, Instant now) throws SQLException {
        insert.setString(1, name);
        insert.setLong(2, position);
        return Place.begin(Sql.number(insert, 0), name, position, now);
    }

    void rename(long id, String name) throws SQLException {
        rename.setString(1, name);
        rename.setLong(2, id);
        rename.executeUpdate();
    }

    void delete(long id) throws SQLException {
        delete.setLong(1, id);
        delete.executeUpdate();
    }

    void save(Place place) throws SQLException {
        update.setLong(1, place.position());
        update.setString(2, place.bookmark());
        update.setLong(3, place.counts().delivered());
        update.setLong(4, place.counts().refused());
        update.setLong(5, place.counts().retried());
        update.setLong(6, place.counts().dead());
        bindTrouble(place.trouble());
        bindPause(place.pause());
        Instant since = place.since();
        if (since == null) {
            update.setNull(13, Types.NULL);
        } else {
            update.setLong(13, Micros.floor(since));
        }
        update.setLong(14, place.id());
        update.executeUpdate();
    }

    private void bindPause(Standing.@Nullable Pause pause) throws SQLException {
        if (pause == null) {
            update.setNull(11, Types.NULL);
            update.setNull(12, Types.NULL);
            return;
        }
        update.setLong(11, Micros.floor(pause.since()));
        update.setString(12, pause.reason());
    }

    private void bindTrouble(Standing.@Nullable Trouble trouble) throws SQLException {
        if (trouble == null) {
            for (int column = 7; column <= 10; column++) {
                update.setNull(column, Types.NULL);
            }
            return;
        }
        update.setString(7, trouble.kind().name());
        update.setInt(8, trouble.failures());
        update.setLong(9, Micros.floor(trouble.since()));
        update.setString(10, trouble.reason());
    }
}
