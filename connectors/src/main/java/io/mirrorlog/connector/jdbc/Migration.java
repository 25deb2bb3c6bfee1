package io.mirrorlog.connector.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a table has what is written to it, and makes what is missing: the table, columns, the key's uniqueness.
 * Nothing that is there is changed, and nothing dropped.
 */
final class Migration {

    /** Something is missing that nobody may make. */
    static final class Missing extends Exception {

        private static final long serialVersionUID = 1;

        Missing(String what) {
            super(what);
        }

        /** In words, with the statements that would make it. */
        String what() {
            return String.valueOf(getMessage());
        }
    }

    private final Statements statements;
    private final boolean create;
    private final Consumer<String> notices;

    /** @param notices is told what was changed in a table that was there */
    Migration(Statements statements, boolean create, Consumer<String> notices) {
        this.statements = statements;
        this.create = create;
        this.notices = notices;
    }

    /** Leaves the connection with its transaction at an end. */
    void run(Connection connection) throws SQLException, Missing {
        if (statements.database() == Database.SQLITE && AgentFiles.isOne(connection)) {
            throw new Missing("the file " + AgentFiles.REFUSAL);
        }
        Set<String> present = present(connection);
        List<String> missing = statements.columns().keySet().stream()
                .filter(wanted -> present.stream().noneMatch(name -> sameName(name, wanted)))
                .toList();
        List<String> needed = new ArrayList<>();
        if (present.isEmpty()) {
            needed.addAll(statements.create());
        } else {
            needed.addAll(statements.add(missing));
            if (missing.contains(statements.key()) || !isUnique(connection)) {
                needed.add(statements.makeUnique());
            }
        }
        connection.rollback();
        if (needed.isEmpty()) {
            return;
        }
        if (!create) {
            throw new Missing(told(present, missing) + " (create: false); run: " + String.join("; ", needed));
        }
        make(connection, needed);
        if (!present.isEmpty()) {
            notices.accept(told(present, missing) + ": made by " + String.join("; ", needed));
        }
    }

    private String told(Set<String> present, List<String> missing) {
        if (present.isEmpty()) {
            return "there is no table " + statements.table();
        }
        return "the table " + statements.table() + " lacks "
                + (missing.isEmpty()
                        ? "a unique key on " + statements.key()
                        : "the columns " + String.join(", ", missing));
    }

    private static void make(Connection connection, List<String> needed) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : needed) {
                statement.execute(each);
            }
            connection.commit();
        }
    }

    private boolean sameName(String one, String other) {
        return statements.database().sameName(one, other);
    }

    /** The names of the table's columns; none where there is no table. */
    private Set<String> present(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String escape = database.getSearchStringEscape();
        String pattern = statements.table().table().replace("_", escape + "_");
        String schema = schema(connection);
        String schemaPattern = schema == null ? null : schema.replace("_", escape + "_");
        Set<String> names = new HashSet<>();
        try (ResultSet columns = database.getColumns(catalog(connection), schemaPattern, pattern, "%")) {
            while (columns.next()) {
                if (sameName(columns.getString("TABLE_NAME"), statements.table().table())) {
                    names.add(columns.getString("COLUMN_NAME"));
                }
            }
        }
        return names;
    }

    /** Whether a unique index is on the key alone. */
    private boolean isUnique(Connection connection) throws SQLException {
        Map<String, Set<String>> indexes = new HashMap<>();
        try (ResultSet columns = connection
                .getMetaData()
                .getIndexInfo(
                        catalog(connection),
                        schema(connection),
                        statements.table().table(),
                        true,
                        true)) {
            while (columns.next()) {
                String index = columns.getString("INDEX_NAME");
                String column = columns.getString("COLUMN_NAME");
                if (index != null && column != null) {
                    indexes.computeIfAbsent(index, name -> new HashSet<>()).add(unquoted(column));
                }
            }
        }
        return indexes.values().stream()
                .anyMatch(columns ->
                        columns.size() == 1 && sameName(columns.iterator().next(), statements.key()));
    }

    /** PostgreSQL's driver gives what needs quotes in them. */
    private static String unquoted(String name) {
        return name.startsWith("\"") && name.endsWith("\"") ? name.substring(1, name.length() - 1) : name;
    }

    private @Nullable String catalog(Connection connection) throws SQLException {
        boolean own =
                statements.database() == Database.MARIADB && statements.table().schema() != null;
        return own ? statements.table().schema() : connection.getCatalog();
    }

    private @Nullable String schema(Connection connection) throws SQLException {
        if (statements.database() != Database.POSTGRESQL) {
            return null;
        }
        return statements.table().schema() != null ? statements.table().schema() : connection.getSchema();
    }
}
