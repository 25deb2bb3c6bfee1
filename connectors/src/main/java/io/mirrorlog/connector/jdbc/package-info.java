/** Keeps events as rows of a table: PostgreSQL, MariaDB, MySQL, SQLite. */
@NullMarked
package io.mirrorlog.connector.jdbc;

import org.jspecify.annotations.NullMarked;
