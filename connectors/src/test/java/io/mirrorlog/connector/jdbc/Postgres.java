package io.mirrorlog.connector.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL on loopback, one for all tests of a process. Role {@code locked} needs its password. */
final class Postgres {

    static final String PASSWORD = "password-of-locked";

    private static @Nullable EmbeddedPostgres server;

    private Postgres() {}

    /** Its port; skips the test where there are no binaries for this machine, unless that is a failure (CI). */
    static synchronized int port() {
        boolean suitable = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        if (!suitable && System.getenv("CI") != null) {
            throw new IllegalStateException("no PostgreSQL for this machine: nothing is checked");
        }
        assumeTrue(suitable, "no PostgreSQL for this machine: the binaries are for Linux on amd64");
        EmbeddedPostgres running = server;
        if (running == null) {
            running = start();
            server = running;
        }
        return running.getPort();
    }

    private static EmbeddedPostgres start() {
        try {
            Path folder = Files.createTempDirectory("postgres");
            return EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setServerConfig("deadlock_timeout", "50ms")
                    .setServerConfig("fsync", "off")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
    }
}
