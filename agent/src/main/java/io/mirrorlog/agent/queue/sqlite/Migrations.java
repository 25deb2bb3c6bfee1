package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Brings a queue file to the newest shape, one numbered step after the other, each in a transaction of its own. */
final class Migrations {

    /** "MLOG": by this number a queue file is told from any other SQLite file. */
    static final int APPLICATION = 0x4d4c4f47;

    /** In their order; the first one leads to version 1. A released step is never changed. */
    private static final List<String> STEPS = List.of(
            "V001__queue.sql",
            "V002__dead_letters_again.sql",
            "V003__pauses.sql",
            "V004__salvage.sql",
            "V005__states.sql",
            "V007__ahead.sql");

    private Migrations() {}

    /** Only reads unless there is something to do. */
    static void apply(Connection connection) throws SQLException, DamagedException {
        int version = requireKnown(connection);
        for (int step = version; step < STEPS.size(); step++) {
            applyStep(connection, step);
        }
    }

    /** Returns the version of a store that this one can bring to the newest shape. */
    static int requireKnown(Connection connection) throws SQLException, DamagedException {
        int application = (int) Sql.number(connection, "PRAGMA application_id");
        int version = (int) Sql.number(connection, "PRAGMA user_version");
        boolean fresh = application == 0 && Sql.number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (application != APPLICATION && !fresh) {
            throw new DamagedException("it is not a queue of Mirrorlog's, another program has written it");
        }
        if (version > STEPS.size()) {
            throw new DamagedException("it has version " + version + ", made by a newer Mirrorlog; this one knows "
                    + STEPS.size() + " and older ones");
        }
        return version;
    }

    private static void applyStep(Connection connection, int step) throws SQLException {
        Sql.run(connection, "BEGIN IMMEDIATE");
        try {
            Sql.run(connection, read(STEPS.get(step)));
            Sql.run(connection, "PRAGMA application_id = " + APPLICATION);
            Sql.run(connection, "PRAGMA user_version = " + (step + 1));
            Sql.run(connection, "COMMIT");
        } catch (SQLException e) {
            Sql.rollback(connection, e);
            throw e;
        }
    }

    private static String read(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new QueueException("the step " + name + " of the queue's shape cannot be read", e);
        }
    }
}
