package io.mirrorlog.connector.jdbc;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an error of a database means. Pure.
 *
 * @param kind what follows from it
 * @param meaning what is wrong with a row, in words of our own, since the database's repeat what is in it
 */
record Fault(Kind kind, String meaning) {

    enum Kind {
        /** It may work later. */
        PASSES,
        /** The connection, the table or a right is to blame. */
        BLOCKS,
        /** The row will never be taken. */
        REFUSES,
        /** It is too much at once. */
        TOO_LARGE,
        /** The table is not what it was. */
        TABLE_CHANGED
    }

    /** When it happened. */
    enum Phase {
        CONNECTING,
        PREPARING,
        WRITING
    }

    /** By the first two characters of an SQL state: of rows that a table does not take. */
    private static final Map<String, String> REFUSALS = Map.of(
            "22", "a value that the column cannot hold",
            "23", "a rule of the table",
            "44", "a rule of the view",
            "45", "a trigger of the table",
            "P0", "a trigger of the table",
            "54", "more than the database can hold");

    /** What is said in the place of the general words. */
    private static final Map<String, String> STATES = Map.of(
            "22001", "a value that is too long",
            "22003", "a number that is out of range",
            "22007", "a time that cannot be read",
            "22008", "a time that is out of range",
            "22021", "characters that its encoding has not",
            "22P02", "a value of another type than the column",
            "22P05", "a character that it cannot hold",
            "23502", "an empty value where there must be one",
            "23503", "a reference to a row that is not there",
            "23505", "values that another row has under a unique key");

    private static final Set<String> POSTGRES_BLOCKS = Set.of("08004", "0A000", "3D000", "3F000");
    private static final Set<String> POSTGRES_CHANGED = Set.of("42P01", "42703", "42P10");
    private static final Set<String> POSTGRES_MEANWHILE = Set.of("42P07", "42701", "42710");

    private static final Map<Integer, Fault> MARIADB = Map.ofEntries(
            Map.entry(1044, blocks()),
            Map.entry(1045, blocks()),
            Map.entry(1049, blocks()),
            Map.entry(1142, blocks()),
            Map.entry(1143, blocks()),
            Map.entry(1227, blocks()),
            Map.entry(1364, blocks()), // a column without a default that nobody fills
            Map.entry(1698, blocks()),
            Map.entry(1820, blocks()),
            Map.entry(1862, blocks()),
            Map.entry(1021, passes()),
            Map.entry(1030, passes()),
            Map.entry(1040, passes()),
            Map.entry(1041, passes()),
            Map.entry(1047, passes()),
            Map.entry(1050, passes()),
            Map.entry(1060, passes()),
            Map.entry(1061, passes()),
            Map.entry(1114, passes()),
            Map.entry(1203, passes()),
            Map.entry(1205, passes()),
            Map.entry(1213, passes()),
            Map.entry(1226, passes()),
            Map.entry(1290, passes()),
            Map.entry(1317, passes()),
            Map.entry(1792, passes()),
            Map.entry(1836, passes()),
            Map.entry(1969, passes()),
            Map.entry(3024, passes()),
            Map.entry(1153, new Fault(Kind.TOO_LARGE, "")),
            Map.entry(1054, new Fault(Kind.TABLE_CHANGED, "")),
            Map.entry(1146, new Fault(Kind.TABLE_CHANGED, "")),
            Map.entry(1048, refuses("an empty value where there must be one")),
            Map.entry(1062, refuses("values that another row has under a unique key")),
            Map.entry(1264, refuses("a number that is out of range")),
            Map.entry(1265, refuses("a value that the column cannot hold")),
            Map.entry(1292, refuses("a time that cannot be read")),
            Map.entry(1366, refuses("a value of another type than the column")),
            Map.entry(1406, refuses("a value that is too long")),
            Map.entry(1452, refuses("a reference to a row that is not there")),
            Map.entry(3140, refuses("JSON that it cannot read")),
            Map.entry(3819, refuses("a rule of the table")),
            Map.entry(4025, refuses("a rule of the table")));

    private static final Map<Integer, Fault> SQLITE = Map.of(
            3, blocks(),
            8, blocks(),
            11, blocks(),
            14, blocks(),
            23, blocks(),
            26, blocks(),
            18, refuses("a value that is too long"),
            19, refuses("a rule of the table"),
            20, refuses("a value of another type than the column"));

    static Fault of(Database database, SQLException failure, Phase phase) {
        if (phase == Phase.CONNECTING && isAboutTheUrl(failure)) {
            return blocks();
        }
        Fault fault = known(database, failure);
        boolean aboutARow = fault.kind() == Kind.REFUSES;
        boolean changing = fault.kind() == Kind.TABLE_CHANGED;
        if (phase != Phase.WRITING && (aboutARow || changing)) {
            return text(failure).contains("pg_") ? passes() : blocks(); // two have made one table at the same time
        }
        return fault;
    }

    /** What the drivers say of options that they cannot read; the states are those of a server that is away, or none. */
    private static boolean isAboutTheUrl(SQLException failure) {
        String text = text(failure);
        return text.startsWith("Unable to parse URL")
                || text.startsWith("error parsing url")
                || text.matches("Invalid \\w+ value: .*")
                || failure.getCause() instanceof ReflectiveOperationException;
    }

    private static Fault known(Database database, SQLException failure) {
        Fault fault = switch (database) {
            case POSTGRESQL -> null;
            case MARIADB -> MARIADB.get(failure.getErrorCode());
            case SQLITE -> sqlite(failure);
        };
        if (fault != null) {
            return fault;
        }
        if (database == Database.MARIADB && text(failure).contains("max_allowed_packet")) {
            return new Fault(Kind.TOO_LARGE, "");
        }
        return byState(failure.getSQLState() == null ? "" : failure.getSQLState());
    }

    private static @Nullable Fault sqlite(SQLException failure) {
        if (failure.getErrorCode() == 1) {
            String text = text(failure);
            boolean changed =
                    text.contains("no such table") || text.contains("has no column") || text.contains("ON CONFLICT");
            return changed ? new Fault(Kind.TABLE_CHANGED, "") : blocks();
        }
        return SQLITE.get(failure.getErrorCode() & 0xff);
    }

    private static Fault byState(String state) {
        String kind = state.length() < 2 ? "" : state.substring(0, 2);
        if (POSTGRES_CHANGED.contains(state)) {
            return new Fault(Kind.TABLE_CHANGED, "");
        }
        if (POSTGRES_MEANWHILE.contains(state)) {
            return passes();
        }
        if (POSTGRES_BLOCKS.contains(state) || kind.equals("28") || kind.equals("42")) {
            return blocks();
        }
        String refusal = REFUSALS.get(kind);
        return refusal == null ? passes() : refuses(STATES.getOrDefault(state, refusal));
    }

    private static Fault blocks() {
        return new Fault(Kind.BLOCKS, "");
    }

    private static Fault passes() {
        return new Fault(Kind.PASSES, "");
    }

    private static Fault refuses(String meaning) {
        return new Fault(Kind.REFUSES, meaning);
    }

    /** The database's own words. */
    static String text(SQLException failure) {
        return failure.getMessage() == null ? "" : failure.getMessage();
    }
}
