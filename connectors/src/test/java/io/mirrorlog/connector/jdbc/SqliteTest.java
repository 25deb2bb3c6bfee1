package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTest extends DatabaseContract {

    @TempDir
    private Path folder = Path.of("");

    @Override
    protected Database database() {
        return Database.SQLITE;
    }

    @Override
    protected String url() {
        return "jdbc:sqlite:" + folder.resolve("activity.db");
    }

    @Override
    protected Secret<String> password() {
        return Secret.of("password-that-nobody-asks-for");
    }

    @Override
    protected Connection session() throws SQLException {
        return connected(url(), null, null);
    }

    @Override
    protected Optional<Connector> brokenConnector() {
        return Optional.of(patient(options("jdbc:sqlite:/proc/nowhere/activity.db", true, null, Map.of())));
    }

    @Test
    void keepsItsFileFromOthers() throws Exception {
        assertDelivered(usual().deliver(numbered(1, 2)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("activity.db"))))
                .isEqualTo("rw-r-----");
        assertThat(texts("PRAGMA journal_mode")).containsExactly("wal");
    }

    @Test
    void readersKeepNobodyFromWriting() throws Exception {
        JdbcConnector connector = connector(options(url(), true, null, Map.of()), Duration.ofSeconds(1));
        assertDelivered(connector.deliver(numbered(1, 1_000)));
        try (Connection reader = session();
                var statement = reader.createStatement();
                var rows = statement.executeQuery("SELECT message FROM " + table)) {
            assertThat(rows.next()).isTrue();
            assertDelivered(connector.deliver(numbered(1_000, 1_100)));
        }
    }

    @Test
    void neverWritesIntoTheFilesOfAnAgent() throws Exception {
        run("PRAGMA application_id = " + 0x4d4c4f47);
        assertThat(usual().deliver(numbered(1, 2)))
                .isInstanceOfSatisfying(
                        Outcome.Blocked.class,
                        blocked -> assertThat(blocked.reason()).contains("an agent's own"));
        assertThat(exists()).isFalse();
    }

    /** Whether it is there already or not, and whatever leads to it. */
    @Test
    void makesNoTableInAFileThatAnAgentKeepsInItsFolder() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        List<Path> files = List.of(data.resolve("schedule.db"), data.resolve("index.db"), folder.resolve("link.db"));
        List<JdbcConnector> connectors = files.stream()
                .map(file -> patient(options("jdbc:sqlite:" + file, true, null, Map.of())))
                .toList();
        Files.createFile(data.resolve("agent.lock"));
        Files.createFile(data.resolve("schedule.db"));
        Files.createSymbolicLink(folder.resolve("link.db"), data.resolve("schedule.db"));
        for (JdbcConnector connector : connectors) {
            assertThat(connector.deliver(numbered(1, 2)))
                    .isInstanceOfSatisfying(
                            Outcome.Blocked.class,
                            blocked -> assertThat(blocked.reason()).contains("an agent's own file"));
            connector.close();
        }
        assertThat(data.resolve("schedule.db")).isEmptyFile();
        assertThat(data.resolve("index.db")).doesNotExist();
        assertThatThrownBy(() -> options("jdbc:sqlite:" + files.get(2), true, null, Map.of()))
                .hasMessage("url: is an agent's own file; give another one");
        assertDelivered(patient(options("jdbc:sqlite:" + data.resolve("activity.db"), true, null, Map.of()))
                .deliver(numbered(1, 2)));
    }

    @Test
    void isBlockedByOptionsThatTheDriverBreaksOn() throws Exception {
        JdbcConnector connector = patient(options(url() + "?busy_timeout=abc", true, null, Map.of()));
        assertThat(connector.deliver(numbered(1, 2)))
                .isInstanceOfSatisfying(
                        Outcome.Blocked.class,
                        blocked -> assertThat(blocked.reason()).contains("NumberFormatException; look at"));
    }

    @Test
    void isBlockedByWhatIsNoDatabase() throws Exception {
        Files.writeString(folder.resolve("activity.db"), "text ".repeat(1_000));
        assertThat(usual().deliver(numbered(1, 2))).isInstanceOf(Outcome.Blocked.class);
    }
}
