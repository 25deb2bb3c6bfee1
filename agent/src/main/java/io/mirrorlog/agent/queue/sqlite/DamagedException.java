package io.mirrorlog.agent.queue.sqlite;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The store is damaged or none of ours: it can only be set aside. The message says what is wrong, for people. */
final class DamagedException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }

    DamagedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What SQLite says when the file itself is wrong, or the disk no longer gives back a part of it. */
    private static final Set<SQLiteErrorCode> TOLD = EnumSet.of(
            SQLiteErrorCode.SQLITE_IOERR_READ,
            SQLiteErrorCode.SQLITE_IOERR_SHORT_READ,
            SQLiteErrorCode.SQLITE_IOERR_CORRUPTFS);

    /** True when the file is to blame; not where a lock, a permission or lack of room is. */
    static boolean isTold(SQLException e) {
        int code = e.getErrorCode();
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code
                || code == SQLiteErrorCode.SQLITE_NOTADB.code
                || (e instanceof SQLiteException sqlite && TOLD.contains(sqlite.getResultCode()));
    }

    /** The same where only the shape of the file is looked at: what it misses, or has already, is wrong as well. */
    static boolean isToldByShape(SQLException e) {
        return isTold(e) || e.getErrorCode() == SQLiteErrorCode.SQLITE_ERROR.code;
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
