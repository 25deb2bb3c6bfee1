package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The fingerprints of remembered events, appended as one row a commit, read only at start. Writer's thread only. */
final class RememberedTable {

    private static final int ENTRY = 2 * Long.BYTES;

    private final PreparedStatement insert;
    private final PreparedStatement sizes;
    private final PreparedStatement since;
    private final PreparedStatement delete;

    RememberedTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement(
                "INSERT INTO remembered (sequence, arrived, fingerprints) VALUES (?, ?, ?)");
        sizes = connection.prepareStatement(
                "SELECT sequence, length(fingerprints) FROM remembered ORDER BY sequence DESC");
        since = connection.prepareStatement(
                "SELECT arrived, fingerprints FROM remembered WHERE sequence >= ? ORDER BY sequence");
        delete = connection.prepareStatement("""
                DELETE FROM remembered
                WHERE sequence IN (SELECT sequence FROM remembered ORDER BY sequence LIMIT ?) AND arrived < ?""");
    }

    void append(long firstSequence, long arrived, List<Fingerprint> fingerprints) throws SQLException {
        ByteBuffer bytes = ByteBuffer.allocate(fingerprints.size() * ENTRY);
        for (Fingerprint fingerprint : fingerprints) {
            bytes.putLong(fingerprint.name()).putLong(fingerprint.content());
        }
        insert.setLong(1, firstSequence);
        insert.setLong(2, arrived);
        insert.setBytes(3, bytes.array());
        insert.executeUpdate();
    }

    /** Fills an empty memory with the youngest, as many as it takes, the oldest of them first. */
    void load(Remembered memory) throws SQLException {
        since.setLong(1, oldestOf(memory.limit()));
        try (ResultSet row = since.executeQuery()) {
            while (row.next()) {
                long arrived = row.getLong(1);
                ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(2));
                while (bytes.remaining() >= ENTRY) {
                    memory.add(new Fingerprint(bytes.getLong(), bytes.getLong()), arrived);
                }
                memory.commit();
            }
        }
    }

    private long oldestOf(int youngest) throws SQLException {
        long oldest = Long.MAX_VALUE;
        long count = 0;
        try (ResultSet row = sizes.executeQuery()) {
            while (count < youngest && row.next()) {
                oldest = row.getLong(1);
                count += row.getInt(2) / ENTRY;
            }
        }
        return oldest;
    }

    /** Deletes those of the first so many rows that are older. */
    void delete(long arrivedBefore, int rows) throws SQLException {
        delete.setInt(1, rows);
        delete.setLong(2, arrivedBefore);
        delete.executeUpdate();
    }
}
