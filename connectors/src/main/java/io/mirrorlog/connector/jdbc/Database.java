package io.mirrorlog.connector.jdbc;

import java.util.Locale;

/** The databases, and where their SQL differs. */
enum Database {
    POSTGRESQL("PostgreSQL", '"') {
        @Override
        String type(Field.Type type) {
            return switch (type) {
                case KEY -> "varchar(" + EventKey.LENGTH + ") COLLATE \"C\"";
                case TIME -> "timestamptz";
                case WHOLE -> "bigint";
                case DECIMAL -> "numeric(20,6)";
                case WORD, TEXT -> "text";
                case JSON -> "json"; // jsonb would change numbers, and refuses some
            };
        }

        @Override
        String unlessThere(String key) {
            return " ON CONFLICT (" + key + ") DO NOTHING";
        }
    },
    /** MySQL, too. */
    MARIADB("MariaDB", '`') {
        @Override
        String type(Field.Type type) {
            return switch (type) {
                case KEY -> "char(" + EventKey.LENGTH + ") CHARACTER SET ascii COLLATE ascii_bin";
                case TIME -> "datetime(6)";
                case WHOLE -> "bigint";
                case DECIMAL -> "decimal(20,6)";
                case WORD -> "varchar(255) CHARACTER SET utf8mb4";
                case TEXT, JSON -> "mediumtext CHARACTER SET utf8mb4"; // JSON refuses some numbers and depths
            };
        }

        @Override
        String unlessThere(String key) {
            return " ON DUPLICATE KEY UPDATE " + key + " = " + key;
        }

        @Override
        String oldest(String table, String key) {
            return "DELETE FROM " + table + " WHERE " + key + " < ? ORDER BY " + key + " LIMIT ";
        }
    },
    SQLITE("SQLite", '"') {
        @Override
        String type(Field.Type type) {
            return switch (type) {
                case KEY, TIME, WORD, TEXT, JSON -> "text";
                case WHOLE -> "integer";
                case DECIMAL -> "numeric";
            };
        }

        @Override
        String unlessThere(String key) {
            return " ON CONFLICT (" + key + ") DO NOTHING";
        }
    };

    private final String title;
    private final char quote;

    Database(String title, char quote) {
        this.title = title;
        this.quote = quote;
    }

    /** How a column of this type is declared. */
    abstract String type(Field.Type type);

    /** What stands behind an INSERT so that it leaves alone what is there under the same key, and nothing else. */
    abstract String unlessThere(String key);

    /** Deletes the rows with the smallest keys below one, at most as many as is written behind it. */
    String oldest(String table, String key) {
        return "DELETE FROM " + table + " WHERE " + key + " IN (SELECT " + key + " FROM " + table + " WHERE " + key
                + " < ? ORDER BY " + key + " LIMIT ";
    }

    /** What ends the statement of {@link #oldest}. */
    String oldestEnd() {
        return this == MARIADB ? "" : ")";
    }

    /** A valid name as it stands in SQL. */
    String quoted(String name) {
        return quote + name + quote;
    }

    /** A table's name as it stands in SQL. */
    String quoted(TableName name) {
        return name.schema() == null ? quoted(name.table()) : quoted(name.schema()) + "." + quoted(name.table());
    }

    /** Whether two names are those of one column. */
    boolean sameName(String one, String other) {
        return this == POSTGRESQL
                ? one.equals(other)
                : one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return title;
    }
}
