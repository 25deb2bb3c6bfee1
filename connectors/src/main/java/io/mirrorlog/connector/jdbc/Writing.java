package io.mirrorlog.connector.jdbc;

import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.jdbc.Rows.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one delivery in one transaction. When the database refuses some, halves them until each that is refused stands
 * alone, so that exactly those are left out. For one delivery.
 */
final class Writing {

    /** Fewer than any of the databases takes parameters in a statement. */
    private static final int PARAMETERS_MAX = 30_000;

    /** So many rows may be refused in one delivery; what is left then is offered again. */
    private static final int REFUSED_MAX = 20;

    /** So many rows may be refused one after the other before the table is to blame. */
    private static final int IN_A_ROW_MAX = 10;

    /** So many old rows are deleted with a delivery: more than come with one. */
    private static final int DELETED_MAX = 2_000;

    private final Connection connection;
    private final Statements statements;
    private final Map<Long, String> refused = new HashMap<>();
    private final Set<Long> again = new HashSet<>();
    private final int refusedBefore;
    private boolean taken;

    /** @param refusedBefore how many rows were refused since one was taken */
    Writing(Connection connection, Statements statements, int refusedBefore) {
        this.connection = connection;
        this.statements = statements;
        this.refusedBefore = refusedBefore;
    }

    /**
     * Writes them, and commits.
     *
     * @param oldest what has a smaller key is deleted; null to keep everything
     */
    Outcome write(List<Row> rows, @Nullable String oldest) throws SQLException {
        List<List<Row>> parts = parts(rows);
        try {
            for (List<Row> part : parts) {
                insert(part);
            }
            taken = true;
        } catch (SQLException e) {
            if (fault(e).kind() != Fault.Kind.REFUSES) {
                throw e;
            }
            connection.rollback();
            for (List<Row> part : parts) {
                insertBut(part);
            }
        }
        if (!taken && refusedBefore + refused.size() >= IN_A_ROW_MAX) {
            connection.rollback();
            return new Outcome.Blocked("the table " + statements.table() + " has refused "
                    + (refusedBefore + refused.size()) + " events one after the other, and taken none meanwhile: "
                    + refused.values().iterator().next());
        }
        if (oldest != null) {
            delete(oldest);
        }
        connection.commit();
        return refused.isEmpty() && again.isEmpty() ? Outcome.DELIVERED : new Outcome.Mixed(refused, again);
    }

    private List<List<Row>> parts(List<Row> rows) {
        int most = Math.max(1, PARAMETERS_MAX / statements.columns().size());
        List<List<Row>> parts = new ArrayList<>();
        for (int at = 0; at < rows.size(); at += most) {
            parts.add(rows.subList(at, Math.min(rows.size(), at + most)));
        }
        return parts;
    }

    private void insertBut(List<Row> rows) throws SQLException {
        if (refused.size() >= REFUSED_MAX) {
            rows.forEach(row -> again.add(row.sequence()));
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            insert(rows);
            connection.releaseSavepoint(before);
            taken = true;
        } catch (SQLException e) {
            Fault fault = fault(e);
            if (fault.kind() != Fault.Kind.REFUSES) {
                throw e;
            }
            connection.rollback(before);
            if (rows.size() == 1) {
                refused.put(rows.get(0).sequence(), reason(fault, e));
                return;
            }
            insertBut(rows.subList(0, rows.size() / 2));
            insertBut(rows.subList(rows.size() / 2, rows.size()));
        }
    }

    private void insert(List<Row> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(statements.insert(rows.size()))) {
            int at = 0;
            for (Row row : rows) {
                for (var value : row.values()) {
                    insert.setString(++at, value.orElse(null));
                }
            }
            int stored = insert.executeUpdate();
            if (statements.database() == Database.MARIADB && stored < rows.size()) {
                checkPresent(rows);
            }
        }
    }

    /** MariaDB leaves alone what is there under any unique key: it may be another's row, and not this event. */
    private void checkPresent(List<Row> rows) throws SQLException {
        Set<String> keys = rows.stream().map(Row::key).collect(Collectors.toSet());
        try (PreparedStatement count = connection.prepareStatement(statements.count(keys.size()))) {
            int at = 0;
            for (String key : keys) {
                count.setString(++at, key);
            }
            try (ResultSet number = count.executeQuery()) {
                if (number.next() && number.getInt(1) < keys.size()) {
                    throw new SQLIntegrityConstraintViolationException("another unique key", "23000", 1062);
                }
            }
        }
    }

    private void delete(String oldest) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(statements.deleteOldest(DELETED_MAX))) {
            delete.setString(1, oldest);
            delete.executeUpdate();
        }
    }

    private Fault fault(SQLException failure) {
        return Fault.of(statements.database(), failure, Fault.Phase.WRITING);
    }

    /** What the database says may hold values; the names of columns in it are ours. */
    private String reason(Fault fault, SQLException failure) {
        String text = Fault.text(failure);
        String columns = statements.columns().keySet().stream()
                .filter(name ->
                        text.contains('"' + name + '"') || text.contains("'" + name + "'") || text.contains("." + name))
                .collect(Collectors.joining(", "));
        String state = failure.getSQLState() == null || failure.getSQLState().isEmpty()
                ? Integer.toString(failure.getErrorCode())
                : failure.getSQLState();
        return statements.database() + " refuses it: " + fault.meaning()
                + (columns.isEmpty() ? "" : ", column " + columns) + " (" + state + ")";
    }
}
