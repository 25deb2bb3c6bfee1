package io.mirrorlog.connector.jdbc;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table's name as the user wrote it.
 *
 * @param schema the schema, with MariaDB and MySQL the database; null for that of the connection
 */
public record TableName(@Nullable String schema, String table) {

    /** Nothing that would end a quoted name, on any database. */
    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$-]{0,62}");

    /** What a name may be, in words. */
    static final String RULE = "up to 63 letters, digits and _ $ -, the first a letter or _";

    /** @throws IllegalArgumentException saying what is allowed */
    public static TableName parse(String text) {
        int dot = text.indexOf('.');
        String schema = dot < 0 ? null : text.substring(0, dot);
        String table = text.substring(dot + 1);
        if (!NAME.matcher(table).matches()
                || (schema != null && !NAME.matcher(schema).matches())) {
            throw new IllegalArgumentException("is no name of a table; " + RULE + "; or schema.table");
        }
        return new TableName(schema, table);
    }

    @Override
    public String toString() {
        return schema == null ? table : schema + "." + table;
    }
}
