package io.mirrorlog.connector.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** Knows the files that agents keep for themselves, of this agent and any other: no table is put into them. */
final class AgentFiles {

    static final String REFUSAL = "is an agent's own file; give another one";

    /** Says within a queue that it is one, whatever its name. */
    private static final int APPLICATION = 0x4d4c4f47;

    /** Is in each folder in which an agent keeps files, before any of them. */
    private static final String LOCK = "agent.lock";

    private static final Set<String> NAMES = Set.of("queue.db", "schedule.db", "index.db");

    private AgentFiles() {}

    /** By its place, also where it is not there yet; a link to one counts as one. */
    static boolean isOne(Path file) {
        Path real = real(file);
        Path name = real.getFileName();
        return name != null && NAMES.contains(name.toString()) && Files.exists(real.resolveSibling(LOCK));
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file; // whatever keeps it from being found keeps it from being written
        }
    }

    /** By what is in it. */
    static boolean isOne(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet application = statement.executeQuery("PRAGMA application_id")) {
            return application.next() && application.getInt(1) == APPLICATION;
        }
    }
}
