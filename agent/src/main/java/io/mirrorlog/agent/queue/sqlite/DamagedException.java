package io.mirrorlog.agent.queue.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** The store is damaged or none of ours: it can only be set aside. The message says what is wrong, for people. */
final class DamagedException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }

    DamagedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** True when SQLite says that the file itself is wrong; not where the disk, a lock or a permission is. */
    static boolean isTold(SQLException e) {
        int code = e.getErrorCode();
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** The same for the cause of a failure, or one of its causes. */
    static boolean isTold(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DamagedException || (cause instanceof SQLException sql && isTold(sql))) {
                return true;
            }
        }
        return false;
    }
}
