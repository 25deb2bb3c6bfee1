package io.mirrorlog.connector.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The SQL for one table. Names are valid ones, quoted; values are never in it. Pure.
 *
 * @param columns what each holds, by its name, in their order; one of them is the key
 */
record Statements(Database database, TableName table, Map<String, Field> columns) {

    /** The column of the key, where the user names none. */
    private static final String KEY = "mirrorlog_key";

    /** More than an index's name may have on one of the databases, with what stands behind it. */
    private static final int INDEX_MAX = 40;

    Statements {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * Of a table as the user wants it.
     *
     * @param chosen the columns that the user names; none are all
     */
    static Statements of(Database database, TableName table, Map<String, Field> chosen) {
        Map<String, Field> columns = new LinkedHashMap<>();
        if (chosen.values().stream().noneMatch(field -> field.source() == Field.Source.KEY)) {
            columns.put(KEY, Field.of(Field.Source.KEY));
        }
        columns.putAll(chosen.isEmpty() ? usual() : chosen);
        return new Statements(database, table, columns);
    }

    private static Map<String, Field> usual() {
        Map<String, Field> columns = new LinkedHashMap<>();
        columns.put("timestamp", Field.of(Field.Source.TIMESTAMP));
        columns.put("site", Field.of(Field.Source.SITE));
        columns.put("id", Field.of(Field.Source.ID));
        columns.put("severity", Field.of(Field.Source.SEVERITY));
        columns.put("type", Field.of(Field.Source.TYPE));
        columns.put("action", Field.of(Field.Source.ACTION));
        columns.put("username", Field.of(Field.Source.USER)); // user alone is somebody else in PostgreSQL
        columns.put("message", Field.of(Field.Source.MESSAGE));
        columns.put("metadata", Field.of(Field.Source.METADATA));
        columns.put("line", Field.of(Field.Source.LINE));
        columns.put("sequence", Field.of(Field.Source.SEQUENCE));
        return columns;
    }

    /** The name of the column that holds the key. */
    String key() {
        return columns.entrySet().stream()
                .filter(column -> column.getValue().source() == Field.Source.KEY)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    List<Field> fields() {
        return List.copyOf(columns.values());
    }

    // --- the table

    /** Makes it; nothing where it is there meanwhile. */
    List<String> create() {
        List<String> parts = new ArrayList<>();
        columns.forEach((name, field) ->
                parts.add(declaration(name) + (field.source() == Field.Source.KEY ? " PRIMARY KEY" : "")));
        List<String> times = columns.entrySet().stream()
                .filter(column -> column.getValue().source() == Field.Source.TIMESTAMP)
                .map(Map.Entry::getKey)
                .toList();
        List<String> statements = new ArrayList<>();
        for (String time : times) {
            if (database == Database.MARIADB) { // MySQL cannot make one only where there is none
                parts.add("KEY " + index(time) + " (" + database.quoted(time) + ")");
            } else {
                statements.add("CREATE INDEX IF NOT EXISTS " + index(time) + " ON " + name() + " ("
                        + database.quoted(time) + ")");
            }
        }
        statements.add(0, "CREATE TABLE IF NOT EXISTS " + name() + " (" + String.join(", ", parts) + ")");
        return statements;
    }

    /** Adds columns, empty in the rows that are there. */
    List<String> add(Collection<String> missing) {
        return missing.stream()
                .map(column -> "ALTER TABLE " + name() + " ADD COLUMN " + declaration(column))
                .toList();
    }

    /** Makes the key unique; the empty ones of rows that somebody else has written may be many. */
    String makeUnique() {
        return "CREATE UNIQUE INDEX " + index(key()) + " ON " + name() + " (" + database.quoted(key()) + ")";
    }

    private String declaration(String column) {
        Field field = columns.getOrDefault(column, Field.of(Field.Source.LINE));
        return database.quoted(column) + " " + database.type(field.type());
    }

    private String index(String column) {
        String name = table.table() + "_" + column;
        return database.quoted(name.substring(0, Math.min(name.length(), INDEX_MAX)));
    }

    private String name() {
        return database.quoted(table);
    }

    // --- the rows

    /** Inserts so many rows, but for those that are there. */
    String insert(int rows) {
        String row = "(" + String.join(",", Collections.nCopies(columns.size(), "?")) + ")";
        return "INSERT INTO " + name() + " ("
                + columns.keySet().stream().map(database::quoted).collect(Collectors.joining(", "))
                + ") VALUES " + String.join(",", Collections.nCopies(rows, row))
                + database.unlessThere(database.quoted(key()));
    }

    /** Counts those of so many keys that are there. */
    String count(int keys) {
        return "SELECT COUNT(*) FROM " + name() + " WHERE " + database.quoted(key()) + " IN ("
                + String.join(",", Collections.nCopies(keys, "?")) + ")";
    }

    /** Deletes the oldest rows below a key. */
    String deleteOldest(int most) {
        return database.oldest(name(), database.quoted(key())) + most + database.oldestEnd();
    }
}
