package io.mirrorlog.connector.jdbc;

import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections. Drivers are loaded with the first delivery, and not asked for by
 * {@code DriverManager}, which loads all of them.
 */
final class Drivers {

    private final DatabaseUrl url;
    private final @Nullable String user;
    private final @Nullable Secret<String> password;
    private final boolean plaintext;
    private final Network network;

    Drivers(
            DatabaseUrl url,
            @Nullable String user,
            @Nullable Secret<String> password,
            boolean plaintext,
            Network network) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.plaintext = plaintext;
        this.network = network;
    }

    /** Bounded by the drivers' own times for connecting and for each read. */
    Connection open() throws SQLException {
        Connection connection = switch (url.database()) {
            case POSTGRESQL -> connected("org.postgresql.Driver", postgresql());
            case MARIADB -> connected("org.mariadb.jdbc.Driver", mariadb());
            case SQLITE -> connected("org.sqlite.JDBC", sqlite());
        };
        try {
            begin(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** What the URL says comes before what is usual here. */
    private Connection connected(String driver, Map<String, String> usual) throws SQLException {
        var properties = new Properties();
        usual.forEach((name, value) -> {
            if (!url.options().containsKey(name.toLowerCase(Locale.ROOT))) {
                properties.setProperty(name, value);
            }
        });
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password.reveal());
        }
        Connection connection = loaded(driver).connect(url.text(), properties);
        if (connection == null) {
            throw new SQLException("the driver does not take the url", "08004");
        }
        return connection;
    }

    /** By its name: nothing of it is there before somebody needs it, and the classes of one need others to be compiled. */
    private static Driver loaded(String driver) throws SQLException {
        try {
            return Class.forName(driver)
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new SQLException("the driver " + driver + " is not there", "0A000", e);
        }
    }

    private Map<String, String> postgresql() {
        Map<String, String> usual = new TreeMap<>();
        usual.put("ApplicationName", "mirrorlog");
        usual.put("stringtype", "unspecified"); // each text is read as what its column is
        usual.put("prepareThreshold", "0"); // statements differ in their number of rows; poolers keep none
        usual.put("tcpKeepAlive", "true");
        usual.put("connectTimeout", Long.toString(seconds()));
        usual.put("socketTimeout", Long.toString(seconds()));
        Tls tls = network.tls();
        if (isSecured()) {
            usual.put("sslmode", "verify-full");
            if (tls != null && tls.ca() != null) {
                usual.put("sslrootcert", tls.ca().toString());
            } else if (!url.options().containsKey("sslrootcert")) {
                usual.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            }
        }
        return usual;
    }

    private Map<String, String> mariadb() {
        Map<String, String> usual = new TreeMap<>();
        usual.put("useAffectedRows", "true"); // tells a row that is new from one that was there
        usual.put("allowLocalInfile", "false"); // no server may ask for files of this machine
        usual.put("connectTimeout", Long.toString(network.timeout().toMillis()));
        usual.put("socketTimeout", Long.toString(network.timeout().toMillis()));
        Tls tls = network.tls();
        if (isSecured()) {
            usual.put("sslMode", "verify-full");
            if (tls != null && tls.ca() != null) {
                usual.put("serverSslCert", tls.ca().toString());
            }
        }
        return usual;
    }

    /** Whether the server must show a certificate, as far as the URL says nothing. */
    private boolean isSecured() {
        Tls tls = network.tls();
        return (tls != null && tls.ca() != null) || (url.protection() == DatabaseUrl.Protection.OPEN && !plaintext);
    }

    private Map<String, String> sqlite() throws SQLException {
        Map<String, String> usual = new TreeMap<>();
        usual.put("busy_timeout", Long.toString(network.timeout().toMillis() * 3 / 4));
        usual.put("synchronous", "FULL"); // what is committed outlives a power cut
        usual.put("transaction_mode", "IMMEDIATE");
        Path file = url.path();
        if (!Files.exists(file)) {
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            } catch (IOException e) {
                throw new SQLException("cannot make the file: " + e.getClass().getSimpleName(), "", 14, e);
            }
            usual.put("journal_mode", "WAL"); // who reads keeps nobody from writing
        }
        return usual;
    }

    private long seconds() {
        return Math.max(1, Duration.ofMillis(999).plus(network.timeout()).toSeconds());
    }

    private void begin(Connection connection) throws SQLException {
        if (url.database() != Database.SQLITE) {
            connection.setAutoCommit(false);
        }
        if (url.database() == Database.MARIADB) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), time_zone = '+00:00',"
                                + " innodb_lock_wait_timeout = " + seconds() + ", lock_wait_timeout = " + seconds());
            }
        }
    }

    /** Begins a transaction; throws where the connection is not there any more. */
    void awake(Connection connection) throws SQLException {
        switch (url.database()) {
            case POSTGRESQL -> {
                try (Statement statement = connection.createStatement()) {
                    // A server that has lost its client goes on waiting for a lock: not for ever.
                    statement.execute(
                            "SET LOCAL statement_timeout = " + network.timeout().toMillis());
                }
            }
            case MARIADB -> {
                if (!connection.isValid((int) seconds())) {
                    throw new SQLException("the connection was lost", "08006");
                }
            }
            case SQLITE -> connection.setAutoCommit(false);
        }
    }

    /** Nothing is held while nothing is delivered: SQLite's driver begins the next transaction, with its lock, at once. */
    void rest(Connection connection) throws SQLException {
        if (url.database() == Database.SQLITE) {
            connection.setAutoCommit(true);
        }
    }
}
